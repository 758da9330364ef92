import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byPathType, readIngress } from '../read/ingress.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { ingressOf } from '../render/ingress.ts';
import { lossesOf, needing } from '../render/losses.ts';
import type { Reading, Rendered, Router, Unread } from '../router.ts';
import type { Routing } from '../routing.ts';
import { cookieNameIssue, headerNameIssue } from '../rules/http.ts';

/** An Ingress of Skipper: consistent hashing over the pods, by a key that a filter makes. */
export const skipper: Router = {
  id: 'skipper',
  title: 'Skipper',
  strengths: ['hashed'],
  status: 'stable',
  minimumVersion: 'Skipper 0.13.68',
  notes: [
    'Skipper sets no cookie: it hashes one that the application sets, and the address as long as there is none.',
    'Without a filter the key is the client address as X-Forwarded-For has it, so a proxy before Skipper has to set that.',
    'A RouteGroup says the same with algorithm and filters, but no wildcard hosts.',
  ],
  documentation: 'https://opensource.zalando.com/skipper/reference/filters/#consistenthashkey',
  className: 'skipper',
  marks: { annotations: ['zalando.org/'], classNames: ['skipper'] },
  render,
  read,
};

const ALGORITHM = 'zalando.org/skipper-loadbalancer';
const FILTER = 'zalando.org/skipper-filter';

const OF_APPLICATION = 'Skipper sets no cookie: the application does, and says this itself.';
const COOKIE = {
  strength: {
    reason: 'Skipper hashes the cookie over the pods: a change of their set moves some sessions.',
    instead: 'hashed',
  },
  maxAgeSeconds: { reason: OF_APPLICATION },
  path: { reason: OF_APPLICATION },
  domain: { reason: OF_APPLICATION },
  secure: { reason: OF_APPLICATION },
  sameSite: { reason: OF_APPLICATION },
  changeOnFailure: { reason: 'Skipper tries the next pod by itself when one cannot be reached.' },
};
const TIMEOUT = { reason: 'Skipper hashes the address: it forgets no client, so there is no timeout.' };

function render(routing: Routing, affinity: Affinity): Rendered {
  const key = keyOf(affinity);
  return {
    objects: [
      ingressOf(routing, {
        annotations: {
          ...(affinity.kind !== 'none' && { [ALGORITHM]: 'consistentHash' }),
          ...(key !== undefined && { [FILTER]: `consistentHashKey("\${${key}}")` }),
        },
      }),
    ],
    losses: lossesOf(affinity, affinity.kind === 'cookie' ? COOKIE : { timeoutSeconds: TIMEOUT }),
    ...needing(
      affinity.kind === 'cookie'
        ? [`The application sets the cookie ${affinity.name}, with a value for each client: Skipper sets none.`]
        : [],
    ),
  };
}

function keyOf(affinity: Affinity): string | undefined {
  if (affinity.kind === 'cookie') return `request.cookie.${affinity.name}`;
  return affinity.kind === 'header' ? `request.header.${affinity.name}` : undefined;
}

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  return objects.flatMap((object): Reading[] => {
    const ingress = readIngress(object, byPathType('regex'));
    if (ingress === undefined) return [];
    const { annotations = {} } = object.metadata;
    const hashed = annotations[ALGORITHM] === 'consistentHash';
    const filter = hashed ? readFilter(annotations[FILTER]) : undefined;
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
  });
}

const HASH_KEY =
  /consistentHashKey\(\s*"\$\{request\.(?:(cookie|header)\.([^{}"]{1,200})|(clientIP|source|sourceFromLast))\}"\s*\)/;

/** The affinity that a chain of filters makes the key of, and the other filters of the chain. */
function readFilter(text: unknown): { readonly affinity: Affinity; readonly rest: string } | undefined {
  if (typeof text !== 'string') return undefined;
  const [whole, kind, name = ''] = HASH_KEY.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const rest = text.replace(whole, '').replace(/->/g, '').trim();
  if (kind === 'cookie' && cookieNameIssue(name) === undefined) {
    return { affinity: { kind: 'cookie', name, strength: 'hashed' }, rest };
  }
  if (kind === 'header' && headerNameIssue(name) === undefined) {
    return { affinity: { kind: 'header', name: name.toLowerCase() }, rest };
  }
  return kind === undefined ? { affinity: { kind: 'client-address' }, rest } : undefined;
}
