import { l10n } from 'vscode';
import { type Context, contextTitle } from '../contexts/context.ts';
import { appNode } from './app-node.ts';
import type { Sidebar } from './model.ts';
import { bad, type Icon, type Node, risky } from './node.ts';
import { problemNode } from './problem-node.ts';

/** A context, and what is in it as far as it is open. */
export function contextNode(context: Context, sidebar: Sidebar): Node {
  const description = describe(context, sidebar);
  const { state } = context;
  return {
    // The editor remembers a row that had nothing below it as collapsed; an opened context is to start expanded.
    id: state.kind === 'open' ? context.id : `${context.id}/closed`,
    label: contextTitle(context),
    description,
    tooltip: state.kind === 'failed' ? state.message : l10n.t('{0}: {1}', contextTitle(context), description),
    icon: icon(context),
    spoken: l10n.t('Context {0}, namespace {1}: {2}', context.name, context.namespace, description),
    contextValue: `context;${state.kind}${context.lab ? ';lab' : ''}`,
    ...(state.kind === 'open' ? { expanded: true } : { command: 'sticky.selectContext' }),
    subject: { context: context.id },
    children: state.kind === 'open' ? children(context, sidebar) : [],
  };
}

function describe(context: Context, sidebar: Sidebar): string {
  const { state } = context;
  switch (state.kind) {
    case 'closed':
      return l10n.t('not opened');
    case 'opening':
      return l10n.t('opening…');
    case 'failed':
      return state.message;
    case 'open': {
      const { staleSince, apps } = state.view;
      const count =
        apps.length === 0 ? l10n.t('no apps') : apps.length === 1 ? l10n.t('1 app') : l10n.t('{0} apps', apps.length);
      return [
        ...(context.lab ? [sidebar.ownLab ? l10n.t('lab') : l10n.t('lab started elsewhere')] : []),
        count,
        ...(staleSince === undefined ? [] : [l10n.t('stale since {0}', new Date(staleSince).toLocaleTimeString())]),
      ].join(', ');
    }
  }
}

function icon({ state, lab }: Context): Icon {
  switch (state.kind) {
    case 'closed':
      return { id: 'debug-disconnect' };
    case 'opening':
      return { id: 'loading~spin' };
    case 'failed':
      return { id: 'error', color: bad };
    case 'open':
      if (state.view.staleSince !== undefined) return { id: 'warning', color: risky };
      return { id: lab ? 'beaker' : 'server-environment' };
  }
}

function children(context: Context, sidebar: Sidebar): readonly Node[] {
  if (context.state.kind !== 'open') return [];
  const { apps, problems } = context.state.view;
  return [
    ...[...new Set(problems)].map((problem) => problemNode(context.id, problem)),
    ...apps.map((app) => appNode(app, context, sidebar, apps.length <= 3)),
    ...(apps.length === 0 && problems.length === 0 ? [nothingYet(context)] : []),
  ];
}

const nothingYet = (context: Context): Node => ({
  id: `${context.id}/none`,
  label: l10n.t('Deploy the first app…'),
  icon: { id: 'rocket' },
  spoken: l10n.t('No apps yet. Deploy the first one.'),
  contextValue: 'none',
  command: 'sticky.deploy',
  subject: { context: context.id },
  children: [],
});
