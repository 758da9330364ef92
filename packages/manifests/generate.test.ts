import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_AFFINITY, parseDocuments, readAffinity } from './src/index.ts';
import { hasKubectl, kubectl } from './test/kubectl.ts';
import { tutorialFiles } from './tutorial.ts';

const folder = join(import.meta.dirname, '..', '..', 'manifests', 'tutorial');

describe('manifests/tutorial', () => {
  test('is what "pnpm turbo manifests" writes', async () => {
    const names = (await readdir(folder)).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    expect(Object.fromEntries(names.map((name, index) => [name, texts[index]]))).toEqual(
      Object.fromEntries(tutorialFiles()),
    );
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
