import type { Affinity } from '../affinity.ts';
import { gatewayRouting } from '../render/http-route.ts';
import { lossesOf } from '../render/losses.ts';
import { comingSessionPersistence } from '../render/session-persistence.ts';
import type { Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';
import {
  cannotCarryAddress,
  gatewayApi,
  NOT_IN_SESSION_PERSISTENCE,
  needsOfPersistence,
  readPersistent,
} from './gateway-api.ts';

/** An HTTPRoute of the Gateway API after 1.6: `sessionPersistence` with `cookie` or `header`. */
export const gatewayApiNext: Router = {
  id: 'gateway-api-next',
  title: 'Gateway API, coming shape',
  strengths: ['pinned'],
  status: 'experimental',
  minimumVersion: 'Gateway API 1.7, experimental channel (main as of September 2026)',
  notes: [
    'No release has it: the CRDs of 1.3 to 1.6 drop cookie and header without a word.',
    'The path of the cookie is / unless told another, whatever the match: names of one host have to differ.',
    'It is to move from the route to a kind of its own, Backend (GEP-4894).',
  ],
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-1619/',
  className: 'sticky',
  marks: gatewayApi.marks,
  render,
  read: (objects) => readPersistent(objects, 'coming'),
};

function render(routing: Routing, affinity: Affinity): Rendered {
  if (affinity.kind === 'client-address') throw cannotCarryAddress('The Gateway API', affinity);
  const persistence = affinity.kind === 'none' ? undefined : comingSessionPersistence(affinity);
  const { gateway, routes, losses, needs } = gatewayRouting(routing, {
    className: 'sticky',
    sessionPersistence: persistence,
  });
  return {
    objects: [gateway, ...routes],
    losses: [...losses, ...(affinity.kind === 'cookie' ? lossesOf(affinity, NOT_IN_SESSION_PERSISTENCE) : [])],
    needs: [...needs, ...needsOfPersistence(routing, affinity)],
  };
}
