import { comingSessionPersistence } from '../render/session-persistence.ts';
import type { Router } from '../router.ts';
import { gatewayApi, LAB_CLASS, NOT_IN_SESSION_PERSISTENCE, readPersistent, renderPersistent } from './gateway-api.ts';

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
  className: LAB_CLASS,
  marks: gatewayApi.marks,
  render: (routing, affinity) =>
    renderPersistent(routing, affinity, comingSessionPersistence, NOT_IN_SESSION_PERSISTENCE),
  read: (objects) => readPersistent(objects, 'coming'),
};
