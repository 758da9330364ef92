import type { RouteView, ServiceView } from '@sticky/cluster';
import { l10n } from 'vscode';
import { type Proof, proofAt } from '../proof.ts';
import type { Node, Subject } from './node.ts';
import { problemNode } from './problem-node.ts';
import { affinityText, isSticky } from './words.ts';

export function serviceNode(service: ServiceView, parent: string, subject: Subject, proofs: readonly Proof[]): Node {
  const id = `${parent}/service/${service.name}`;
  const address = service.url?.replace(/^https?:\/\//, '').replace(/\/$/, '');
  const description = [
    [service.type, address ?? `:${service.port}`].join(' '),
    service.affinity.kind === 'none' ? l10n.t('per connection') : affinityText(service.affinity),
  ].join(', ');
  return {
    label: l10n.t('Service {0}', service.name),
    description,
    tooltip: `${service.name}\n${description}`,
    icon: { id: 'radio-tower' },
    spoken: l10n.t('Service {0}: {1}', service.name, description),
    contextValue: `service${service.url === undefined ? '' : ';url'}`,
    subject: { ...subject, via: 'service' },
    ...advised(id, service.url, proofs),
  };
}

export function routesNode(
  routes: readonly RouteView[],
  parent: string,
  subject: Subject,
  proofs: readonly Proof[],
): Node {
  const id = `${parent}/routes`;
  return {
    id,
    label: l10n.t('Routes'),
    description: String(routes.length),
    icon: { id: 'type-hierarchy-sub' },
    spoken: l10n.t('Routes of {0}: {1}', subject.app ?? '', routes.length),
    contextValue: 'routes',
    expanded: true,
    subject,
    children: routes.map((route) => routeNode(route, id, subject, proofs)),
  };
}

function routeNode(route: RouteView, parent: string, subject: Subject, proofs: readonly Proof[]): Node {
  const id = `${parent}/${route.name} ${route.url}`;
  const waiting = route.connectTo === undefined;
  const description = [routedText(route), ...(waiting ? [l10n.t('no address yet')] : [])].join(', ');
  return {
    label: route.url,
    description,
    tooltip: [
      route.url,
      description,
      ...(route.connectTo === undefined ? [] : [l10n.t('at {0}:{1}', route.connectTo.host, route.connectTo.port)]),
    ].join('\n'),
    icon: waiting ? { id: 'loading~spin' } : isSticky(route.affinity) ? { id: 'pinned' } : { id: 'globe' },
    spoken: l10n.t('Route {0}: {1}', route.url, description),
    contextValue: `route${waiting ? '' : ';url'}`,
    subject: { ...subject, via: 'route', route: route.url },
    ...advised(id, route.url, proofs),
  };
}

function routedText({ router, className, affinity }: RouteView): string {
  const label = router === 'gateway-api' ? l10n.t('Gateway API (class {0})', className ?? '') : router;
  if (label !== undefined) return `${label}, ${affinityText(affinity)}`;
  return className === undefined ? l10n.t('router unknown: no class') : l10n.t('router unknown: class {0}', className);
}

/**
 * The id of the row, and below it what the last probe of its address advises.
 *
 * The editor remembers a row that had nothing below it as collapsed; one with advice is another row, which starts expanded.
 */
function advised(
  id: string,
  url: string | undefined,
  proofs: readonly Proof[],
): Pick<Node, 'id' | 'children' | 'expanded'> {
  const advice = [...new Set(proofAt(proofs, url)?.verdict.advice)];
  if (advice.length === 0) return { id, children: [] };
  return { id: `${id}/advised`, expanded: true, children: advice.map((text) => problemNode(id, text)) };
}
