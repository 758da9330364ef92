import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { routerFiles } from './router-files.ts';
import { DEFAULT_AFFINITY, parseDocuments, readAffinity, routers, validateObject } from './src/index.ts';
import { hasKubectl, kubectl } from './test/kubectl.ts';
import { checkByModel } from './test/typed-models.ts';
import { tutorialFiles } from './tutorial.ts';

const manifests = join(import.meta.dirname, '..', '..', 'manifests');
const folder = join(manifests, 'tutorial');

async function textsIn(folder: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const name of await readdir(folder)) texts[name] = await readFile(join(folder, name), 'utf8');
  return texts;
}

describe('manifests/tutorial', () => {
  test('is what "pnpm turbo manifests" writes', async () => {
    expect(await textsIn(folder)).toEqual(Object.fromEntries(tutorialFiles()));
  });

  test('has a step a file, each with one object', () => {
    const steps = [...tutorialFiles()].filter(([name]) => /^\d\d-/.test(name));
    const found = steps.map(
      ([name, text]) => `${name} ${parseDocuments(text).map(({ kind, metadata }) => `${kind} ${metadata.name}`)}`,
    );
    expect(found).toEqual([
      '01-deployment.yaml Deployment sticky-d',
      '02-scaled.yaml Deployment sticky-d',
      '03-service.yaml Service sticky-d',
      '04-ingress.yaml Ingress sticky-d',
      '05-ingress-sticky.yaml Ingress sticky-d',
    ]);
  });

  test('becomes sticky in the last step alone', () => {
    const affinities = [...tutorialFiles()].map(([, text]) => text).filter((text) => text.includes('kind: Ingress'));
    expect(affinities.map((text) => readAffinity(parseDocuments(text), 'ingress-nginx'))).toEqual([
      { kind: 'none' },
      DEFAULT_AFFINITY,
    ]);
  });

  test.skipIf(!hasKubectl)('is taken by kubectl, file by file', () => {
    for (const [name, text] of tutorialFiles()) {
      if (name === 'kustomization.yaml') continue;
      expect(kubectl(['label', '--local', '-o', 'name', '-f', '-', 'x=y'], text).stderr, name).toBe('');
    }
  });

  test.skipIf(!hasKubectl)('as a kustomization is where the tutorial ends, each object once', () => {
    const { stdout, stderr } = kubectl(['kustomize', folder]);
    expect(stderr).toBe('');
    const objects = parseDocuments(stdout);
    expect(objects.map(({ kind }) => kind).sort()).toEqual(['Deployment', 'Ingress', 'Service']);
    expect(objects.find(({ kind }) => kind === 'Deployment')).toHaveProperty('spec.replicas', 2);
    expect(readAffinity(objects, 'ingress-nginx')).toEqual(DEFAULT_AFFINITY);
  });
});

describe('manifests/routers', () => {
  const examples = [...routerFiles()].filter(([name]) => name.endsWith('.yaml'));

  test('is what "pnpm turbo manifests" writes', async () => {
    expect(await textsIn(join(manifests, 'routers'))).toEqual(Object.fromEntries(routerFiles()));
  });

  test('has an example of each router, and a line in the table', () => {
    const ids = Object.keys(routers);
    expect(examples.map(([name]) => name)).toEqual(ids.map((id) => `${id}.yaml`));
    const lines = routerFiles()
      .get('README.md')
      ?.match(/^\| \[.+$/gm);
    expect(lines?.map((line) => /^\| \[(\S+)\]/.exec(line)?.[1])).toEqual(ids);
  });

  test.each(Object.values(routers))('$id.yaml is read back as sticky, with nothing that is unread', ({ id }) => {
    const objects = parseDocuments(routerFiles().get(`${id}.yaml`) ?? '');
    const readings = routers[id].read(objects);
    expect(readings.map(({ affinity }) => affinity.kind)).not.toContain('none');
    expect(readings.flatMap(({ unread }) => unread)).toEqual([]);
  });

  test.each(examples)('%s is valid', (_, text) => {
    for (const object of parseDocuments(text)) {
      expect(validateObject(object)).toEqual([]);
      expect(() => checkByModel(object)).not.toThrow();
    }
  });

  test.skipIf(!hasKubectl)('is taken by kubectl', () => {
    const texts = examples.map(([, text]) => text);
    const { stdout, stderr } = kubectl(['label', '--local', '-o', 'name', '-f', '-', 'x=y'], texts.join('---\n'));
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toHaveLength(texts.flatMap(parseDocuments).length);
  });
});
