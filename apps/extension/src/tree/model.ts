import { l10n } from 'vscode';
import type { Context } from '../contexts/context.ts';
import type { Proof } from '../proof.ts';
import { contextNode } from './context-node.ts';
import type { Node, Subject } from './node.ts';
import { startLabNode } from './start-lab-node.ts';

/** All that the sidebar shows, as plain data. */
export interface Sidebar {
  readonly contexts: readonly Context[];
  /** Why the kubeconfig's contexts are not among them. */
  readonly problem?: string | undefined;
  /** Whether this editor started the lab. */
  readonly ownLab: boolean;
  /** Whether the lab is starting or stopping. */
  readonly labBusy: boolean;
  /** Last proofs of each address, newest first, by `subjectKey` of the App. */
  readonly proofs: ReadonlyMap<string, readonly Proof[]>;
  /** Pod names by backend identity, by `subjectKey` of the App. */
  readonly identities: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The rows of the sidebar. */
export const treeOf = (sidebar: Sidebar): readonly Node[] => [
  ...sidebar.contexts.map((context) => contextNode(context, sidebar)),
  // The editor shows its welcome, which offers the lab, only where there is no message: and the problem is one.
  ...(sidebar.contexts.length === 0 && sidebar.problem !== undefined ? [startLabNode(sidebar.labBusy)] : []),
];

/** Names an App over all contexts. */
export const subjectKey = (subject: Pick<Subject, 'context' | 'app'>): string =>
  `${subject.context}/${subject.app ?? ''}`;

/** How many things are wrong, for the badge. */
export function countProblems(contexts: readonly Context[]): number {
  return contexts.reduce((sum, { state }) => {
    if (state.kind === 'failed') return sum + 1;
    if (state.kind !== 'open') return sum;
    const { view } = state;
    const stale = view.staleSince === undefined ? 0 : 1;
    return sum + stale + view.problems.length + view.apps.reduce((apps, app) => apps + app.problems.length, 0);
  }, 0);
}

/** The badge in words. */
export const problemsText = (count: number): string =>
  count === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', count);
