import type { Plan } from '@sticky/cluster';
import * as vscode from 'vscode';
import type { Context } from '../contexts/context.ts';
import { planText } from './plan-text.ts';
import type { Preview } from './preview.ts';

/**
 * Asks before a plan is carried out: always outside the lab, and inside it for what cannot be undone or takes a field
 * away from another manager.
 */
export async function confirm(
  plan: Plan,
  context: Context,
  verb: string,
  irreversible: boolean,
  preview: Preview,
): Promise<boolean> {
  if (context.lab && !irreversible && plan.conflicts.length === 0) return true;
  const look = vscode.l10n.t('Show Changes');
  const question = `${plan.title}?`;
  const detail = planText(plan, context);
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, verb, look);
  if (answer !== look) return answer === verb;
  await preview.show(plan);
  // Not modal this time: a modal would cover what is to be looked at.
  const where = context.lab ? vscode.l10n.t('the lab') : `${context.name} / ${context.namespace}`;
  return (await vscode.window.showInformationMessage(vscode.l10n.t('{0} In {1}.', question, where), verb)) === verb;
}
