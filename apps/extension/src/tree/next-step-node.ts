import type { AppView } from '@sticky/cluster';
import { l10n } from 'vscode';
import type { Proof } from '../proof.ts';
import type { Node, Subject } from './node.ts';
import { appAffinity } from './words.ts';

/** What a newcomer does next with an App in the lab, as a row to press Enter on; none when all is done or under way. */
export function nextStepNode(
  app: AppView,
  parent: string,
  subject: Subject,
  proof: Proof | undefined,
): readonly Node[] {
  const step = nextStep(app, proof);
  if (step === undefined) return [];
  const { command, label } = step;
  return [
    {
      id: `${parent}/next`,
      label,
      icon: { id: 'lightbulb' },
      spoken: l10n.t('Next step: {0}', label),
      contextValue: 'next',
      command,
      subject,
      children: [],
    },
  ];
}

function nextStep(
  app: AppView,
  proof: Proof | undefined,
): { readonly command: string; readonly label: string } | undefined {
  if (app.waitingFor.length > 0 || app.problems.length > 0) return undefined;
  if (app.replicas.wanted < 2) return { command: 'sticky.scale', label: l10n.t('Add a pod…') };
  if (app.service === undefined) return { command: 'sticky.expose', label: l10n.t('Give it an address…') };
  if (proof === undefined) return { command: 'sticky.probe', label: l10n.t('Probe who answers…') };
  if (appAffinity(app).kind === 'none') return { command: 'sticky.makeSticky', label: l10n.t('Make it sticky…') };
  return undefined;
}
