import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocuments, routers, toYaml } from '@sticky/manifests';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNamespace, startTestLab, type TestCluster, type TestNamespace } from './clusters.fixture.ts';
import { hasKubectl, type Kubectl, kubectlIn } from './kubectl.fixture.ts';

const TIMEOUT = 60_000;
const folder = join(import.meta.dirname, '..', '..', '..', 'manifests', 'routers');

/** What the lab serves of the examples; all else needs the custom resources of its project. */
const SERVED = [
  'apps/v1 Deployment',
  'gateway.networking.k8s.io/v1 Gateway',
  'gateway.networking.k8s.io/v1 HTTPRoute',
  'networking.k8s.io/v1 Ingress',
  'v1 Service',
];

describe.skipIf(!hasKubectl)('the lab, asked by kubectl what it would make of', () => {
  let lab: TestCluster;
  let space: TestNamespace;
  let kubectl: Kubectl;

  beforeAll(async () => {
    lab = await startTestLab();
    space = await createNamespace(lab);
    kubectl = kubectlIn(lab, space.cluster.namespace);
  }, TIMEOUT);
  afterAll(async () => {
    await space?.[Symbol.asyncDispose]();
    await lab?.close();
  }, TIMEOUT);

  async function exampleOf(id: string) {
    const objects = parseDocuments(await readFile(join(folder, `${id}.yaml`), 'utf8'));
    return Map.groupBy(objects, ({ apiVersion, kind }) => SERVED.includes(`${apiVersion} ${kind}`));
  }

  test.each(Object.keys(routers))('the example of %s, takes every field of it', { timeout: TIMEOUT }, async (id) => {
    const served = (await exampleOf(id)).get(true) ?? [];

    const answer = await kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], toYaml(served));

    expect(answer.trim().split('\n')).toEqual(
      served.map(() => expect.stringMatching(/ (created|configured) \(server dry run\)$/)),
    );
  });

  test('what is not served is no kind that it has', { timeout: TIMEOUT }, async () => {
    const kinds = await Promise.all(Object.keys(routers).map(async (id) => (await exampleOf(id)).get(false) ?? []));
    const others = new Set(kinds.flat().map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
    const resources = await kubectl(['api-resources', '--no-headers']);
    const has = resources
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).slice(-3));
    const known = new Set(has.map(([version, , kind]) => `${version} ${kind}`));
    expect(SERVED.filter((id) => !known.has(id))).toEqual([]);
    expect([...others].filter((id) => known.has(id))).toEqual([]);
  });
});
