import type { KubernetesObject } from '../objects.ts';
import { byPathType, readIngress } from '../read/ingress.ts';
import { unreadAnnotations } from '../read/unread.ts';
import type { Reading, Unread } from '../router.ts';
import { readFilters } from './skipper-filters.ts';
import { readRouteGroup } from './skipper-route-group.ts';

export const ALGORITHM = 'zalando.org/skipper-loadbalancer';
export const FILTER = 'zalando.org/skipper-filter';

/** One reading for each Ingress, and one for each affinity of each RouteGroup. */
export function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  return objects.flatMap((object) => readAnnotated(object) ?? readRouteGroup(object) ?? []);
}

function readAnnotated(object: KubernetesObject): readonly Reading[] | undefined {
  const ingress = readIngress(object, byPathType('regex'));
  if (ingress === undefined) return undefined;
  const { annotations = {} } = object.metadata;
  const hashed = annotations[ALGORITHM] === 'consistentHash';
  const filter = hashed ? readFilters(annotations[FILTER]) : undefined;
  const understood = [...(hashed ? [ALGORITHM] : []), ...(filter === undefined ? [] : [FILTER])];
  const unread: Unread[] = [...ingress.unread, ...unreadAnnotations(object, ['zalando.org/'], understood)];
  if (filter !== undefined && filter.rest !== '') {
    unread.push({
      object,
      path: ['metadata', 'annotations', FILTER],
      reason: 'The other filters are neither of routing nor of affinity: carry them over by hand.',
    });
  }
  return [
    {
      routing: ingress.routing,
      affinity: hashed ? (filter?.affinity ?? { kind: 'client-address' }) : { kind: 'none' },
      from: [object],
      assumed: [],
      unread,
    },
  ];
}
