import { describe, expect, test } from 'vitest';
import type { ApiClient } from '../../api/testing/api-client.ts';
import { cookiePairs } from '../../testing/ingress.ts';
import { podsMet, startSticky } from '../../testing/ingress-sessions.ts';
import { ingress, service } from '../../testing/manifests.ts';
import { MODES } from '../../testing/modes.ts';
import {
  askIngress,
  create,
  exposeServers,
  INGRESSES,
  ingressAddress,
  startServedLab,
} from '../../testing/served-lab.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';
const upstream = { [`${PREFIX}service-upstream`]: 'true' };

function route(annotations: Record<string, string>) {
  const backend = { service: { name: 'web', port: { number: 8080 } } };
  const rules = [{ host: 'sticky.info', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  return ingress('web', { rules }, annotations);
}

async function events(api: ApiClient): Promise<string> {
  return JSON.stringify((await api.call('GET /api/v1/namespaces/default/events')).body);
}

describe('service-upstream', { timeout: 30_000 }, () => {
  test.skipIf(!MODES.includes('range'))(
    'sends to the ClusterIP alone: the cookie is issued, and the pod is random all the same',
    async () => {
      const api = await startServedLab({ addressing: 'range' });
      await exposeServers(api, 'web', ['a', 'b'], { ports: [{ port: 8080 }] });
      await create(api, INGRESSES, route({ ...upstream, [`${PREFIX}affinity`]: 'cookie' }));

      const at = await ingressAddress(api);
      const answers = await Promise.all(Array.from({ length: 40 }, () => askIngress(at)));
      const [cookie = ''] = answers.flatMap(cookiePairs);
      const later = await Promise.all(
        Array.from({ length: 40 }, () => askIngress(at, { headers: { Cookie: cookie } })),
      );

      expect(new Set(answers.map(({ body }) => body))).toEqual(new Set(['a', 'b']));
      expect(answers.map((answer) => cookiePairs(answer).length)).toEqual(answers.map(() => 1));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect(later.flatMap(cookiePairs)).toEqual([]);
      expect(new Set(later.map(({ body }) => body))).toEqual(new Set(['a', 'b']));
    },
  );

  test('cannot be had where services have no address of their own, and an event says so', async () => {
    const api = await startServedLab({ addressing: 'ports' });
    await exposeServers(api, 'web', ['a'], { ports: [{ port: 8080 }] });
    await create(api, INGRESSES, route(upstream));

    expect((await askIngress(await ingressAddress(api))).status).toBe(502);
    expect(await events(api)).toMatch(/ClusterIPUnreachable.*service-upstream cannot be had/);
  });

  test('is left out for a headless Service, and an event says so', async () => {
    const { ingress: one, pods } = await startSticky(2);
    const headless = service('web', { clusterIP: 'None' });
    one.store.update('services', headless);
    one.annotate('web', { 'service-upstream': 'true' });
    await one.settled();

    expect(await podsMet(one, 4)).toEqual(new Set(pods.map(({ ip }) => ip)));
    expect(one.events()).toContainEqual(expect.stringMatching(/^NoClusterIP: .*service-upstream is left out/));
  });
});
