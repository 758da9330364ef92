import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { awkwardTexts } from '../../test/arbitraries.ts';
import { hasKubectl, kubectl } from '../../test/kubectl.ts';
import {
  type AppSpec,
  DEFAULT_AFFINITY,
  type KubernetesObject,
  parseDocuments,
  renderApp,
  renderCarriers,
  toYaml,
} from '../index.ts';

const app: AppSpec = {
  name: 'shop',
  image: 'shop',
  replicas: 2,
  port: 80,
  healthPath: '/',
  serviceType: 'LoadBalancer',
  route: { host: 'shop.example', path: '/' },
};

function annotated(annotations: Record<string, string>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations } };
}

describe('the order of keys', () => {
  test('starts with apiVersion, kind, metadata and spec, and ends with status', () => {
    const object = {
      status: {},
      spec: {},
      zone: 1,
      metadata: { labels: {}, name: 'a', uid: 'u' },
      kind: 'Pod',
      apiVersion: 'v1',
    };
    const keys = toYaml([object]).match(/^ *\w+(?=:)/gm);
    expect(keys).toEqual(['apiVersion', 'kind', 'metadata', '  name', '  labels', '  uid', 'spec', 'zone', 'status']);
  });

  test('does not depend on the order in the object', () => {
    const reversed = (value: unknown): unknown =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, inner]) => [key, reversed(inner)]),
          );
    const { objects } = renderApp(app, DEFAULT_AFFINITY, 'ingress-nginx');
    const other = parseDocuments(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects.map(reversed) }));
    expect(toYaml(other)).toBe(toYaml(objects));
  });
});

describe('texts that look like something else', () => {
  test.each(['60', '-1', '1e3', '0x10', 'true', 'no', 'on', 'null', '~', '2001-01-01', '22:22', ''])(
    'the annotation %j is in quotes',
    (value) => {
      expect(toYaml([annotated({ a: value })])).toContain(`a: ${JSON.stringify(value)}\n`);
    },
  );

  test('a label that YAML 1.1 would take for a boolean is in quotes too', () => {
    const object = { ...annotated({}), metadata: { name: 'a', labels: { paid: 'yes' } } };
    expect(toYaml([object])).toContain('paid: "yes"\n');
  });

  test('every text survives, wherever it stands, with comments and without', () => {
    // The one name that parseDocuments refuses.
    const names = awkwardTexts.filter((text) => text !== '__proto__');
    const maps = fc.dictionary(names, awkwardTexts);
    fc.assert(
      fc.property(maps, maps, awkwardTexts, fc.boolean(), (labels, annotations, text, comments) => {
        const object = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'a', labels, annotations },
          data: { text },
        };
        expect(parseDocuments(toYaml([object], { comments }))).toEqual([object]);
      }),
    );
  });

  test('a hostile value of an affinity annotation cannot leave its comment', () => {
    const affinity = renderCarriers(
      app,
      {
        ...DEFAULT_AFFINITY,
        path: '/',
        domain: 'a.b',
        changeOnFailure: true,
      },
      'ingress-nginx',
    );
    const names = Object.keys(affinity.objects[0]?.metadata.annotations ?? {});
    fc.assert(
      fc.property(fc.constantFrom(...names), awkwardTexts, (name, value) => {
        const object = annotated({ [name]: value });
        expect(parseDocuments(toYaml([object]))).toEqual([object]);
      }),
    );
  });

  test.skipIf(!hasKubectl)('kubectl reads them back as they were', () => {
    const texts = fc.sample(awkwardTexts, { numRuns: 300, seed: 1 }).filter((text) => text.isWellFormed());
    const annotations = Object.fromEntries(texts.map((text, index) => [`t${index}`, text]));
    const { stdout, stderr } = kubectl(
      ['label', '--local', '-o', 'json', '-f', '-', 'x=y'],
      toYaml([annotated(annotations)]),
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).metadata.annotations).toEqual(annotations);
  });
});

describe('comments', () => {
  test('say of each affinity line what it does', () => {
    const yaml = toYaml(renderCarriers(app, DEFAULT_AFFINITY, 'ingress-nginx').objects);
    const lines = yaml.split('\n');
    for (const [index, line] of lines.entries()) {
      if (line.includes('nginx.ingress.kubernetes.io/')) expect(lines[index - 1]).toMatch(/^ +# \w/);
    }
    expect(yaml).toContain('60 s after the first answer, also in the middle of a visit: it is not sliding');
    expect(yaml).toContain('it has nothing to do with time');
  });

  test('tell balanced from persistent', () => {
    const modeOf = (strength: 'hashed' | 'pinned') =>
      /# (balanced|persistent): .+/.exec(
        toYaml(renderCarriers(app, { ...DEFAULT_AFFINITY, strength }, 'ingress-nginx').objects),
      )?.[0];
    expect(modeOf('hashed')).toContain('moves some sessions');
    expect(modeOf('pinned')).toContain('moves nobody');
  });

  test('explain a Service that sticks by address', () => {
    const affinity = { kind: 'client-address', timeoutSeconds: 60 } as const;
    const yaml = toYaml(renderCarriers(app, affinity, 'service-client-ip').objects);
    expect(yaml.match(/^ +# .+\n +\w+/gm)?.map((pair) => pair.trim().split(/\s+/).at(-1))).toEqual([
      'externalTrafficPolicy',
      'sessionAffinity',
      'sessionAffinityConfig',
    ]);
  });

  test('stay out of objects without affinity, and out of every object when not wanted', () => {
    expect(toYaml(renderApp(app, { kind: 'none' }, 'ingress-nginx').objects)).not.toContain('#');
    expect(toYaml(renderApp(app, DEFAULT_AFFINITY, 'ingress-nginx').objects, { comments: false })).not.toContain('#');
  });
});

test('several objects are documents of one text', () => {
  const { objects } = renderApp(app, DEFAULT_AFFINITY, 'ingress-nginx');
  const yaml = toYaml(objects);
  expect(yaml.match(/^---$/gm)).toHaveLength(2);
  expect(parseDocuments(yaml)).toEqual(objects);
});

test('the same part used twice is written twice: kubectl users expect no anchors', () => {
  const yaml = toYaml(renderApp(app, { kind: 'none' }, 'ingress-nginx').objects);
  expect(yaml).not.toMatch(/[&*]\w/);
  expect(yaml.match(/httpGet:/g)).toHaveLength(2);
});
