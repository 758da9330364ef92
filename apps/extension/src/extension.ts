import { join } from 'node:path';
import * as vscode from 'vscode';
import { Preview } from './change/preview.ts';
import { registerCommands } from './commands/register.ts';
import { setContextKeys } from './context-keys.ts';
import { isStale } from './contexts/context.ts';
import { Contexts } from './contexts/contexts.ts';
import { messageOf } from './errors.ts';
import { Findings } from './findings/findings.ts';
import { Identities } from './identities.ts';
import { EditorLab } from './lab/editor-lab.ts';
import { LabRequests } from './lab-requests/lab-requests.ts';
import { ProbePanels } from './probe-panel/probe-panels.ts';
import { Proofs } from './proofs.ts';
import { StatusBar } from './status-bar.ts';
import type { Sticky } from './sticky.ts';
import { AppsView } from './tree/apps-view.ts';

/** Milliseconds. */
const minute = 60_000;

/** Wires the parts together. Opens no file, process or socket: that waits until somebody looks or asks. */
export function activate(extension: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Sticky', { log: true });
  const failed = (error: unknown) => log.error(messageOf(error));

  const dist = join(extension.extensionPath, 'dist');
  const lab = new EditorLab(dist, log);
  const labRequests = new LabRequests(lab, dist, log);
  const contexts = new Contexts(log);
  const proofs = new Proofs();
  const identities = new Identities(log);
  const panels = new ProbePanels();
  const preview = new Preview();
  const statusBar = new StatusBar();
  const findings = new Findings(log);

  const refresh = async () => {
    await lab.look();
    await contexts.list();
  };
  const view = new AppsView({ contexts, lab, proofs, identities }, refresh);
  const reveal = (context: string, app: string) => view.reveal(context, app);
  const sticky: Sticky = { log, lab, contexts, proofs, identities, panels, labRequests, preview, refresh, reveal };

  const draw = () => {
    view.draw();
    statusBar.show(contexts);
    setContextKeys(contexts, lab).catch(failed);
  };
  draw();

  // "3 min ago" grows older by itself.
  const clock = setInterval(() => view.draw(), minute);

  extension.subscriptions.push(
    { dispose: () => clearInterval(clock) },
    lab.onDidChange(() => {
      contexts.setLab(lab.info).catch(failed);
      draw();
    }),
    contexts.onDidChange(() => {
      identities.follow(contexts);
      // A lab that was killed cannot say goodbye.
      if (contexts.all.some((context) => context.lab && isStale(context))) lab.look().catch(failed);
      draw();
    }),
    proofs.onDidChange(draw),
    identities.onDidChange(draw),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('sticky')) contexts.list().catch(failed);
    }),
    registerCommands(sticky, view.rows),
    view,
    statusBar,
    findings,
    preview,
    panels,
    labRequests,
    identities,
    proofs,
    contexts,
    lab,
    { dispose: () => lab.close().catch(failed) },
    log,
  );
}
