import type { ProbeProgress, Report } from '@sticky/probe';
import * as vscode from 'vscode';
import type { PodNames } from '../identities.ts';
import { loadWork } from '../load-work.ts';
import type { Subject } from '../tree/node.ts';
import { shortIdentity, shortPodName } from '../tree/words.ts';
import { createNonce } from '../webview/frame.ts';
import { failedPage, type Progress, waitingPage } from './page.ts';

/** A running probe's place on the screen. */
export interface ProbePanel {
  /** Aborts when the user closes the panel. */
  readonly signal: AbortSignal;
  /** Aborts when the user has seen enough and wants to know what is known so far. */
  readonly stop: AbortSignal;
  progress(progress: ProbeProgress, names: PodNames): void;
  show(report: Report, names: PodNames): Promise<void>;
  fail(reason: string): void;
}

interface Open {
  readonly panel: vscode.WebviewPanel;
  readonly subject: Subject;
  /** Of the probe that fills the panel now. */
  abort: AbortController;
  stop: AbortController;
  /** What the panel shows, once it does. */
  shown: ShownReport | undefined;
}

/** A report as the panel shows it. */
export interface ShownReport {
  readonly report: Report;
  /** What to call the backends, by their identity. */
  readonly labels: PodNames;
}

/** One panel an address: probing again fills the same one. */
export class ProbePanels implements vscode.Disposable {
  readonly #open = new Map<string, Open>();

  /** What the panel in front shows. */
  get active(): Subject | undefined {
    return this.#active?.subject;
  }

  /** The report of the panel in front, else the only one there is. */
  get shown(): ShownReport | undefined {
    const [only, ...more] = [...this.#open.values()].flatMap(({ shown }) => shown ?? []);
    return this.#active?.shown ?? (more.length === 0 ? only : undefined);
  }

  get #active(): Open | undefined {
    return [...this.#open.values()].find(({ panel }) => panel.active);
  }

  open(subject: Subject, url: string): ProbePanel {
    const entry = this.#show(subject);
    entry.abort.abort();
    const abort = new AbortController();
    const stop = new AbortController();
    Object.assign(entry, { abort, stop, shown: undefined });
    const { panel } = entry;
    const fill = (html: string) => {
      if (!abort.signal.aborted) panel.webview.html = html;
    };
    fill(waitingPage(url, createNonce()));
    const tally = new Map<string, number>();
    return {
      signal: abort.signal,
      stop: stop.signal,
      progress: (progress, names) => {
        const { backend } = progress.latest;
        if (backend !== undefined) tally.set(backend, (tally.get(backend) ?? 0) + 1);
        if (!abort.signal.aborted) panel.webview.postMessage(messageOf(progress, tally, names, subject.app ?? ''));
      },
      show: async (report, names) => {
        const { renderHtml } = await loadWork();
        const shown = { report, labels: labels(names, subject.app ?? '') };
        fill(renderHtml(report, { nonce: createNonce(), labels: shown.labels }));
        if (!abort.signal.aborted) entry.shown = shown;
      },
      fail: (reason) => fill(failedPage(url, reason, createNonce())),
    };
  }

  dispose(): void {
    for (const { panel } of [...this.#open.values()]) panel.dispose();
  }

  #show(subject: Subject): Open {
    const key = JSON.stringify([subject.context, subject.app, subject.via, subject.route]);
    const open = this.#open.get(key);
    if (open !== undefined) {
      open.panel.reveal();
      return open;
    }
    const { app = '', route } = subject;
    const title = route === undefined ? vscode.l10n.t('Probe Service {0}', app) : vscode.l10n.t('Probe {0}', route);
    const options = {
      enableScripts: true,
      localResourceRoots: [],
      enableFindWidget: true,
    };
    const panel = vscode.window.createWebviewPanel('sticky.probe', title, vscode.ViewColumn.Active, options);
    panel.iconPath = new vscode.ThemeIcon('pulse');
    const entry: Open = {
      panel,
      subject,
      abort: new AbortController(),
      stop: new AbortController(),
      shown: undefined,
    };
    this.#open.set(key, entry);
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (message === 'stop') entry.stop.abort();
    });
    panel.onDidDispose(() => {
      this.#open.delete(key);
      entry.abort.abort();
    });
    return entry;
  }
}

function messageOf(progress: ProbeProgress, tally: ReadonlyMap<string, number>, names: PodNames, app: string) {
  const label = labels(names, app);
  const shown: Progress = {
    experiment: progress.experiment,
    requests: progress.requests,
    answers: [...tally].map(([backend, count]) => ({ name: label[backend] ?? shortIdentity(backend), count })),
  };
  return {
    text: vscode.l10n.t('{0}: {1} requests answered', shown.experiment, shown.requests),
    answers: shown.answers,
  };
}

/** How pods are called in the panel: by their own part of the name. */
const labels = (names: PodNames, app: string): PodNames =>
  Object.fromEntries(Object.entries(names).map(([identity, pod]) => [identity, shortPodName(pod, app)]));
