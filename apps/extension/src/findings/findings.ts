import * as vscode from 'vscode';
import { messageOf } from '../errors.ts';
import { loadWork } from '../load-work.ts';
import type { Log } from '../log.ts';
import type { manifests } from '../work.ts';
import { changeTo } from './change-to.ts';

/** Milliseconds without a key before a text is looked at again. */
const pause = 300;
const selector: vscode.DocumentSelector = { language: 'yaml' };

/** What is looked at before the heavy half loads: most YAML has nothing to do with Kubernetes. */
const kubernetes = /^[ \t]*(?:- )?["']?apiVersion["']?[ \t]*:/m;

type Finding = manifests.Finding;

/**
 * What is wrong or risky about sessions in the YAML that is open, as problems of the editor, each with its fix where there
 * is a safe one. As `sticky lint` finds them in one file, and by the same `sticky.lint.yaml`.
 */
export class Findings implements vscode.Disposable {
  readonly #problems = vscode.languages.createDiagnosticCollection('sticky');
  readonly #found = new Map<string, readonly Placed[]>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #log: Log;
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(log: Log) {
    this.#log = log;
    const config = vscode.workspace.createFileSystemWatcher(`**/${configFile}`);
    const all = () => {
      for (const document of vscode.workspace.textDocuments) this.#look(document, 0);
    };
    this.#subscriptions = [
      vscode.workspace.onDidOpenTextDocument((document) => this.#look(document, 0)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#look(document, pause)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('sticky.findings')) all();
      }),
      config,
      config.onDidChange(all),
      config.onDidCreate(all),
      config.onDidDelete(all),
      vscode.languages.registerCodeActionsProvider(
        selector,
        { provideCodeActions: (document, range) => this.#fixes(document, range) },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      ),
    ];
    all();
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#problems.dispose();
  }

  #look(document: vscode.TextDocument, delay: number): void {
    if (vscode.languages.match(selector, document) === 0) return;
    const key = document.uri.toString();
    clearTimeout(this.#waiting.get(key));
    const look = () => {
      this.#waiting.delete(key);
      this.#lint(document).catch((error: unknown) => this.#log.error(messageOf(error)));
    };
    this.#waiting.set(key, setTimeout(look, delay));
  }

  #forget({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    clearTimeout(this.#waiting.get(key));
    this.#waiting.delete(key);
    this.#found.delete(key);
    this.#problems.delete(uri);
  }

  async #lint(document: vscode.TextDocument): Promise<void> {
    const text = document.getText();
    const { version } = document;
    if (!isWanted(document) || !kubernetes.test(text)) {
      this.#show(document, []);
      return;
    }
    const { manifests } = await loadWork();
    const config = await this.#config(document.uri, manifests);
    // What was typed meanwhile is looked at by its own.
    if (document.isClosed || document.version !== version) return;
    const source = manifests.readSource(text, vscode.workspace.asRelativePath(document.uri));
    const titles = new Map(manifests.lintRules.map((rule) => [rule.id, rule]));
    const found = manifests.lint([source], config).map((finding): Placed => {
      const diagnostic = diagnosticOf(finding, titles.get(finding.rule)?.documentation);
      if (finding.fix === undefined) return { diagnostic };
      const mend = () => manifests.applyFixes([source], [finding])[0]?.text;
      return { diagnostic, fix: { title: finding.fix.title, version, mend } };
    });
    this.#show(document, found);
  }

  #show({ uri }: vscode.TextDocument, found: readonly Placed[]): void {
    this.#found.set(uri.toString(), found);
    this.#problems.set(
      uri,
      found.map(({ diagnostic }) => diagnostic),
    );
  }

  #fixes(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const found = this.#found.get(document.uri.toString()) ?? [];
    return found.flatMap(({ diagnostic, fix }) => {
      // What was typed since would be lost: the text is about to be looked at again.
      if (fix?.version !== document.version || diagnostic.range.intersection(range) === undefined) return [];
      const mended = fix.mend();
      if (mended === undefined) return [];
      const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
      const { start, end, text } = changeTo(document.getText(), mended);
      action.diagnostics = [diagnostic];
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, new vscode.Range(document.positionAt(start), document.positionAt(end)), text);
      return [action];
    });
  }

  /** What the workspace's file says; a broken one counts as none, and the log says why. */
  async #config(uri: vscode.Uri, { parseLintConfig }: typeof manifests): Promise<manifests.LintConfig> {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (folder === undefined) return {};
    let bytes: Uint8Array;
    try {
      bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder.uri, configFile));
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return {};
      throw error;
    }
    try {
      return parseLintConfig(new TextDecoder().decode(bytes));
    } catch (error) {
      this.#log.warn(`${configFile}: ${messageOf(error)}`);
      return {};
    }
  }
}

const configFile = 'sticky.lint.yaml';

/** A finding as the editor shows it, and how its text is mended, worked out when somebody asks. */
interface Placed {
  readonly diagnostic: vscode.Diagnostic;
  readonly fix?: { readonly title: string; readonly version: number; readonly mend: () => string | undefined };
}

function isWanted({ uri }: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('sticky', uri).get('findings') !== false;
}

function diagnosticOf(
  { place, message, why, severity, rule }: Finding,
  documentation: string | undefined,
): vscode.Diagnostic {
  const range = new vscode.Range(place.line - 1, place.column - 1, place.endLine - 1, place.endColumn - 1);
  const diagnostic = new vscode.Diagnostic(range, `${message}\n${why}`, severities[severity]);
  diagnostic.source = 'Sticky';
  diagnostic.code = documentation === undefined ? rule : { value: rule, target: vscode.Uri.parse(documentation) };
  return diagnostic;
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  note: vscode.DiagnosticSeverity.Information,
} as const satisfies Record<Finding['severity'], vscode.DiagnosticSeverity>;
