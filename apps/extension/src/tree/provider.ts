import * as vscode from 'vscode';
import { changedNodes } from './changes.ts';
import type { Node } from './node.ts';

/** Gives the editor the rows of the sidebar by their ids, and tells it which ones changed. */
export class AppsProvider implements vscode.TreeDataProvider<string>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<string[] | undefined>();
  readonly #firstLook: () => Promise<void>;
  #roots: readonly Node[] = [];
  #nodes = new Map<string, { readonly node: Node; readonly parent: string | undefined }>();
  #looked = false;

  readonly onDidChangeTreeData = this.#changed.event;

  /** `firstLook` runs once, when somebody looks at the sidebar for the first time: until then nothing is read. */
  constructor(firstLook: () => Promise<void>) {
    this.#firstLook = firstLook;
  }

  show(roots: readonly Node[]): void {
    const changed = changedNodes(this.#roots, roots);
    this.#roots = roots;
    this.#nodes = index(roots);
    const ids = changed.filter((id) => id !== undefined);
    if (ids.length < changed.length) this.#changed.fire(undefined);
    else if (ids.length > 0) this.#changed.fire(ids);
  }

  node(id: string): Node | undefined {
    return this.#nodes.get(id)?.node;
  }

  /** Id of an App's row. */
  find(context: string, app: string): string | undefined {
    const rows = [...this.#nodes.values()].map(({ node }) => node);
    return rows.find(({ subject }) => subject?.context === context && subject.app === app)?.id;
  }

  async getChildren(id?: string): Promise<string[]> {
    if (!this.#looked) {
      this.#looked = true;
      await this.#firstLook();
    }
    const nodes = id === undefined ? this.#roots : (this.node(id)?.children ?? []);
    return nodes.map((node) => node.id);
  }

  getParent(id: string): string | undefined {
    return this.#nodes.get(id)?.parent;
  }

  getTreeItem(id: string): vscode.TreeItem {
    const node = this.node(id);
    const item = new vscode.TreeItem(node?.label ?? '');
    item.id = id;
    if (node === undefined) return item;
    item.collapsibleState = collapsible(node);
    item.contextValue = node.contextValue;
    item.accessibilityInformation = { label: node.spoken };
    if (node.description !== undefined) item.description = node.description;
    item.tooltip = node.tooltip ?? node.label;
    if (node.icon !== undefined) {
      item.iconPath = new vscode.ThemeIcon(
        node.icon.id,
        node.icon.color ? new vscode.ThemeColor(node.icon.color) : undefined,
      );
    }
    if (node.command !== undefined) item.command = { command: node.command, title: node.label, arguments: [id] };
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function collapsible(node: Node): vscode.TreeItemCollapsibleState {
  if (node.expanded === undefined) return vscode.TreeItemCollapsibleState.None;
  return node.expanded ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
}

function index(roots: readonly Node[]): Map<string, { node: Node; parent: string | undefined }> {
  const nodes = new Map<string, { node: Node; parent: string | undefined }>();
  const add = (node: Node, parent: string | undefined) => {
    nodes.set(node.id, { node, parent });
    for (const child of node.children) add(child, node.id);
  };
  for (const root of roots) add(root, undefined);
  return nodes;
}
