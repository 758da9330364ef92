import { describe, expect, test } from 'vitest';
import { createDefaultObjects } from '../../controllers/default-objects.ts';
import { Store } from '../../store/store.ts';
import { ingress } from '../../testing/manifests.ts';
import { takenPath } from './taken-paths.ts';

interface Rule {
  readonly path?: string;
  readonly pathType?: string;
  readonly host?: string;
  readonly canary?: string;
}

function draft(name: string, { path = '/', pathType = 'Prefix', host = 'a.info', canary }: Rule) {
  const backend = { service: { name, port: { number: 80 } } };
  const annotations = canary === undefined ? {} : { 'nginx.ingress.kubernetes.io/canary': canary };
  return ingress(name, { rules: [{ host, http: { paths: [{ path, pathType, backend }] } }] }, annotations);
}

function taken(before: Rule, asked: Rule, name = 'asked'): string | undefined {
  const store = new Store();
  createDefaultObjects(store, { address: '127.0.0.1', version: 'v1.35.0' });
  store.create('ingresses', draft('before', before));
  // As it would be stored.
  return takenPath(store, new Store().create('ingresses', draft(name, asked)));
}

describe('a path that another Ingress has', () => {
  test.each<[Rule, Rule]>([
    [{}, {}],
    [{ path: '/foo' }, { path: '/foo' }],
    [{ path: '/foo' }, { path: '/foo', pathType: 'ImplementationSpecific' }],
    [{ path: '/foo', pathType: 'Exact' }, { path: '/foo' }],
  ])('%j is refused to %j', (before, asked) => {
    const path = asked.path ?? '/';
    expect(taken(before, asked)).toBe(`host "a.info" and path "${path}" is already defined in ingress default/before`);
  });

  test.each<[Rule, Rule]>([
    [{ path: '/foo' }, { path: '/foo', host: 'b.info' }],
    [{ path: '/foo' }, { path: '/bar' }],
    [{ path: '/foo' }, { path: '/' }],
    // The exact one takes a part of what the prefix had.
    [{ path: '/foo' }, { path: '/foo', pathType: 'Exact' }],
    [{ path: '/foo' }, { path: '/foo', canary: 'true' }],
    [{ path: '/foo' }, { path: '/foo', canary: 'false' }],
  ])('%j is free for %j', (before, asked) => {
    expect(taken(before, asked)).toBeUndefined();
  });

  test('is its own to change', () => {
    expect(taken({}, { path: '/' }, 'before')).toBeUndefined();
  });
});
