import type { Change, Plan } from '@sticky/cluster';
import { l10n } from 'vscode';
import type { Context } from '../contexts/context.ts';

/** Where and what a plan changes, a line each, for its confirmation. */
export function planText(plan: Plan, context: Context): string {
  return [
    context.lab
      ? l10n.t('In the lab, namespace {0}.', context.namespace)
      : l10n.t('In context {0}, namespace {1}.', context.name, context.namespace),
    ...plan.changes.filter(({ action }) => action !== 'unchanged').map(changeText),
    ...plan.conflicts.map(({ manager, field }) => l10n.t('{0} set {1}: it is taken over.', manager, field)),
    ...plan.notes,
    ...plan.losses.map(({ reason }) => l10n.t('Not possible there: {0}', reason)),
  ].join('\n');
}

function changeText({ action, ref }: Change): string {
  switch (action) {
    case 'create':
      return l10n.t('New: {0} {1}', ref.kind, ref.name);
    case 'update':
      return l10n.t('Changed: {0} {1}', ref.kind, ref.name);
    case 'delete':
      return l10n.t('Deleted: {0} {1}', ref.kind, ref.name);
    case 'unchanged':
      return l10n.t('As it is: {0} {1}', ref.kind, ref.name);
  }
}

export const changesNothing = (plan: Plan): boolean => plan.changes.every(({ action }) => action === 'unchanged');
