import type { Plan } from '@sticky/cluster';
import * as vscode from 'vscode';

const scheme = 'sticky-plan';

/** Shows what a plan would change, as the server's dry-run answered, side by side. Nothing is changed by looking. */
export class Preview implements vscode.Disposable {
  #texts: ReadonlyMap<string, string> = new Map();
  readonly #registration: vscode.Disposable;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
    });
  }

  async show(plan: Plan): Promise<void> {
    const texts = new Map<string, string>();
    const page = (side: string, name: string, text: string) => {
      // The time makes it a new document: the editor keeps what it showed for an old one.
      const uri = vscode.Uri.from({ scheme, path: `/${name}.yaml`, query: `${side}-${Date.now()}` });
      texts.set(uri.toString(), text);
      return uri;
    };
    const changes = plan.changes
      .filter((change) => change.action !== 'unchanged')
      .map(({ ref, before, after }): [vscode.Uri, vscode.Uri | undefined, vscode.Uri | undefined] => {
        const name = `${ref.kind} ${ref.name}`;
        const now = before === '' ? undefined : page('now', name, before);
        const then = after === '' ? undefined : page('then', name, after);
        return [vscode.Uri.from({ scheme, path: `/${name}.yaml` }), now, then];
      });
    this.#texts = texts;
    await vscode.commands.executeCommand('vscode.changes', plan.title, changes);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
