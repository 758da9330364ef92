import type { Affinity } from '../affinity.ts';
import { ingressOf } from '../render/ingress.ts';
import { lossesOf, needing } from '../render/losses.ts';
import type { Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';
import { ALGORITHM, FILTER, read } from './skipper-read.ts';

/** An Ingress of Skipper: consistent hashing over the pods, by a key that a filter makes. */
export const skipper: Router = {
  id: 'skipper',
  title: 'Skipper',
  strengths: ['hashed'],
  status: 'stable',
  minimumVersion: 'Skipper 0.13.67',
  notes: [
    'Skipper sets no cookie: it hashes one that the application sets, and the address as long as there is none.',
    'Without a filter the key is the client address as X-Forwarded-For has it, so a proxy before Skipper has to set that.',
    'A RouteGroup says the same with algorithm and filters, but knows no wildcard hosts and no ports by name: it is read, not written.',
  ],
  documentation: 'https://opensource.zalando.com/skipper/reference/filters/#consistenthashkey',
  className: 'skipper',
  marks: { annotations: ['zalando.org/'], kinds: ['zalando.org/RouteGroup'], classNames: ['skipper'] },
  render,
  read,
};

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
