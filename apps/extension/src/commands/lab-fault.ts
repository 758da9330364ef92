import type { FaultRequest } from '@sticky/lab';
import { l10n } from 'vscode';
import { pick } from '../ask/ask.ts';
import { chooseApp } from '../ask/choose-app.ts';
import { UserError } from '../errors.ts';
import { labStateDir } from '../lab/lab-folders.ts';
import { loadWork } from '../load-work.ts';
import { mention, tell } from '../messages.ts';
import type { Command } from '../sticky.ts';
import { shortPodName } from '../tree/words.ts';

/** Lets something go wrong with a pod of the lab, for a time. */
export const labFault: Command = async (sticky, subject) => {
  const title = l10n.t('Lab Fault');
  const chosen = await chooseApp(sticky, title, subject);
  if (chosen === undefined) return;
  const { context, app } = chosen;
  if (!context.lab) throw new UserError(l10n.t('Only in the lab things go wrong on purpose: choose one of its pods.'));
  const pod =
    subject?.pod ??
    (await pick(
      `${title}: ${app.name}`,
      l10n.t('Which pod?'),
      app.pods.map(({ name, status }) => ({ value: name, label: shortPodName(name, app.name), description: status })),
    ));
  if (pod === undefined) return;
  const offered = faultsFor(pod, context.namespace);
  const answer = await pick(`${title}: ${shortPodName(pod, app.name)}`, l10n.t('What is to go wrong?'), [
    ...offered.map(({ label, detail }, index) => ({ value: String(index), label, detail })),
    { value: 'clear', label: l10n.t('End all faults'), detail: l10n.t('Also those that a terminal has begun') },
  ]);
  if (answer === undefined) return;
  const { addFault, clearFaults, describeFault } = await loadWork();
  if (answer === 'clear') {
    const ended = await clearFaults(labStateDir());
    mention(l10n.t('Faults ended: {0}', ended.length));
    return;
  }
  const wanted = offered[Number(answer)];
  if (wanted === undefined) return;
  const { fault, since, until } = await addFault(labStateDir(), wanted.fault);
  const end = since === until ? '' : `, ${l10n.t('until {0}', new Date(until).toLocaleTimeString())}`;
  tell(sticky.log, `${describeFault(fault)}${end}.`);
};

interface Offer {
  readonly label: string;
  readonly detail: string;
  readonly fault: FaultRequest;
}

/** What one tries most; the command line has the rest. */
function faultsFor(pod: string, namespace: string): readonly Offer[] {
  const it = { pod, namespace };
  return [
    {
      label: l10n.t('Hang for 10 s'),
      detail: l10n.t('It takes connections and answers nothing'),
      fault: { kind: 'hang', ...it, seconds: 10 },
    },
    {
      label: l10n.t('Kill'),
      detail: l10n.t('It is started again, and has forgotten its sessions'),
      fault: { kind: 'die', ...it },
    },
    {
      label: l10n.t('Kill every 10 s for 1 min'),
      detail: l10n.t('It ends up in CrashLoopBackOff'),
      fault: { kind: 'die', ...it, repeat: { everySeconds: 10, seconds: 60 } },
    },
    {
      label: l10n.t('Cut off for 30 s'),
      detail: l10n.t('The ingress and gateways cannot reach it, and it stays ready'),
      fault: { kind: 'partition', ...it, seconds: 30 },
    },
    {
      label: l10n.t('Answer 1 s late for 30 s'),
      detail: l10n.t('Its requests, no others'),
      fault: { kind: 'latency', milliseconds: 1_000, ...it, seconds: 30 },
    },
    {
      label: l10n.t('Answer half of its requests with 503 for 30 s'),
      detail: l10n.t('A lot decides for each request'),
      fault: { kind: 'error', status: 503, share: 0.5, ...it, seconds: 30 },
    },
    {
      label: l10n.t('Let all routes lag 2 s for 30 s'),
      detail: l10n.t('Delete a pod meanwhile: requests still go there'),
      fault: { kind: 'slow-watch', milliseconds: 2_000, seconds: 30 },
    },
  ];
}
