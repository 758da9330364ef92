import { DEFAULT_IMAGE } from '@sticky/manifests';
import { probe, type Target, type Verdict } from '@sticky/probe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNamespace, startTestLab, type TestCluster, type TestNamespace } from '../clusters.fixture.ts';
import { carryOut, deploy, expose, getApp, reach, scale, stick, waitUntilReady } from '../index.ts';
import { type LabCase, labCases, serviceOf, webGateway } from './lab-cases.fixture.ts';

/**
 * The probe before the lab's own routers. `STICKY_MATRIX_RUNS=20` asks each of them twenty times, over 1, 2, 3 and 10 pods,
 * and prints what it took.
 */
const runs = Number(process.env.STICKY_MATRIX_RUNS ?? 1);
const backendCounts = runs > 1 ? [1, 2, 3, 10] : [2];
const TIMEOUT = 60_000 * runs;
const name = 'chat';
const app = (replicas: number) => ({ name, image: DEFAULT_IMAGE, replicas, port: 8080, healthPath: '/' });

/** Loopback addresses to come from. */
const sources = Array.from({ length: 8 }, (_, index) => `127.${index}.${index}.${index + 1}`);
type Expected = Pick<LabCase, 'verdict' | 'options' | 'mayBeInconclusive'>;
const oneBackend: Partial<Verdict> = { kind: 'one-backend' };

describe('the lab routes as the probe says', () => {
  let lab: TestCluster;
  let space: TestNamespace;

  beforeAll(async () => {
    lab = await startTestLab();
    space = await createNamespace(lab);
    await carryOut(space.cluster, await deploy(space.cluster, app(1)));
    await space.create(webGateway);
    for (const one of labCases) {
      for (const object of [serviceOf(one, name), ...one.routes]) await space.create(object);
    }
  }, TIMEOUT);

  afterAll(async () => {
    await space?.[Symbol.asyncDispose]();
    await lab?.close();
  }, TIMEOUT);

  async function verdicts(target: Target, backends: number, one: Expected) {
    const { verdict: expected, options = {}, mayBeInconclusive = false } = one;
    const wanted = backends === 1 ? oneBackend : expected;
    for (let run = 1; run <= runs; run++) {
      // Named, not found: a balancer by load may meet a second pod once in dozens of answers, and what names a pod is not asked here.
      const told = { readyBackends: backends, identity: '/uuid', sources, ...options, seed: run };
      const { verdict, requests, took } = await probe(target, told);
      const isLeftOpen = mayBeInconclusive && verdict.kind === 'inconclusive';
      if (!isLeftOpen) expect(verdict, `seed ${run}: ${verdict.headline}`).toMatchObject(wanted);
      if (runs > 1) console.log(`${target.url} ${backends} ${verdict.kind} ${requests} requests ${took} ms`);
    }
  }

  describe.each(backendCounts)('over %i pods', (backends) => {
    beforeAll(async () => {
      await carryOut(space.cluster, await scale(space.cluster, { name, replicas: backends }));
      await waitUntilReady(space.cluster, name);
    }, TIMEOUT);

    test.for(labCases)('$name', { timeout: TIMEOUT }, async (one) => {
      const target = reach(await getApp(space.cluster, name), 'route', one.name);
      await verdicts(target, backends, one);
    });

    test('a Service, without and with ClientIP', { timeout: TIMEOUT }, async () => {
      await using own = await createNamespace(lab);
      const { cluster } = own;
      await carryOut(cluster, await deploy(cluster, app(backends)));
      await carryOut(cluster, await expose(cluster, { name, serviceType: 'LoadBalancer' }));
      const service = reach(await waitUntilReady(cluster, name), 'service');
      await verdicts(service, backends, { verdict: { kind: 'sticky-by-connection' } });
      await carryOut(cluster, await stick(cluster, { name, affinity: { kind: 'client-address' } }));
      await verdicts(service, backends, { verdict: { kind: 'sticky-by-address' } });
    });
  });
});
