import type { AppView } from '@sticky/cluster';
import { l10n } from 'vscode';
import type { Context } from '../contexts/context.ts';
import { type Proof, proofAt, proofsFor } from '../proof.ts';
import { type Sidebar, subjectKey } from './model.ts';
import { nextStepNode } from './next-step-node.ts';
import { good, type Icon, type Node, risky } from './node.ts';
import { podsNode } from './pod-node.ts';
import { problemNode } from './problem-node.ts';
import { routesNode, serviceNode } from './route-node.ts';
import { ago, appAffinity, isSticky, proves, stickinessText, stickyUrl, verdictText } from './words.ts';

/** A Deployment, its Service and its routes. One look says: is it up, is it sticky, is it proven. */
export function appNode(app: AppView, context: Context, sidebar: Sidebar, expanded: boolean): Node {
  const id = `${context.id}/app/${app.uid}`;
  const subject = { context: context.id, app: app.name };
  const proofs = proofsFor(app, sidebar.proofs.get(subjectKey(subject)));
  const proof = appAffinity(app).kind === 'none' ? proofs[0] : proofAt(proofs, stickyUrl(app));
  const identities = sidebar.identities.get(subjectKey(subject)) ?? {};
  const description = [
    l10n.t('{0}/{1} ready', app.replicas.ready, app.replicas.wanted),
    stickinessText(app),
    ...(proof === undefined ? [] : [proofText(app, proof, sidebar.now)]),
  ].join(', ');
  return {
    id,
    label: app.name,
    description,
    tooltip: [`${app.name}: ${description}`, app.image, ...app.waitingFor, ...app.problems].join('\n'),
    icon: icon(app, proof),
    spoken: l10n.t('App {0}: {1}', app.name, description),
    contextValue: `app${app.service === undefined && app.routes.length === 0 ? '' : ';exposed'}`,
    expanded,
    subject,
    children: [
      ...[...new Set(app.problems)].map((problem) => problemNode(id, problem)),
      podsNode(app, id, subject, identities, proofs[0], context.lab),
      ...(app.service === undefined ? [] : [serviceNode(app.service, id, subject, proofs)]),
      ...(app.routes.length === 0 ? [] : [routesNode(app.routes, id, subject, proofs)]),
      ...(context.lab ? nextStepNode(app, id, subject, proof) : []),
    ],
  };
}

function proofText(app: AppView, proof: Proof, now: number): string {
  const when = ago(proof.at, now);
  return proves(proof.verdict, appAffinity(app))
    ? l10n.t('proven {0}', when)
    : l10n.t('probed {0}: {1}', when, verdictText(proof.verdict));
}

function icon(app: AppView, proof: Proof | undefined): Icon {
  const affinity = appAffinity(app);
  if (app.problems.length > 0) return { id: 'warning', color: risky };
  if (app.waitingFor.length > 0) return { id: 'loading~spin' };
  if (!isSticky(affinity)) return { id: 'package' };
  if (proof === undefined) return { id: 'pinned' };
  return proves(proof.verdict, affinity) ? { id: 'verified-filled', color: good } : { id: 'question', color: risky };
}
