import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../index.ts';
import { policiesOf } from './policies.ts';

const policy = (name: string, spec: unknown, apiVersion = 'policy.example/v1'): KubernetesObject => {
  const content = { apiVersion, kind: 'Policy', metadata: { name, namespace: 'web' }, spec };
  return content;
};
const find = (...objects: KubernetesObject[]) =>
  policiesOf(objects, { group: 'policy.example', kind: 'Policy' }, ({ object }) => object.metadata.name);
const service = { kind: 'Service', namespace: 'web', name: 'shop' };

describe('the policy of an object', () => {
  test('is one that names it, by targetRefs or targetRef, in its namespace', () => {
    expect(find(policy('a', { targetRefs: [{ kind: 'Service', name: 'shop' }] }))(service)).toBe('a');
    expect(find(policy('a', { targetRef: { kind: 'Service', name: 'shop' } }))(service)).toBe('a');
    expect(
      find(policy('a', { targetRef: { kind: 'Service', name: 'shop' } }))({ ...service, namespace: 'other' }),
    ).toBe(undefined);
  });

  test('is the first by name of several, whatever their order', () => {
    const targetRef = { kind: 'Service', name: 'shop' };
    expect(find(policy('b', { targetRef }), policy('a', { targetRef }))(service)).toBe('a');
  });

  test('of a section is for it alone', () => {
    const found = find(policy('a', { targetRefs: [{ kind: 'Service', name: 'shop', sectionName: 'http' }] }));
    expect(found(service)).toBe(undefined);
    expect(found({ ...service, sectionName: 'http' })).toBe('a');
  });

  test.each([undefined, null, 'x', { targetRefs: 'x' }, { targetRefs: [{}] }])('is none that says %j', (spec) => {
    expect(find(policy('a', spec))(service)).toBe(undefined);
  });

  test('is none of another group', () => {
    expect(find(policy('a', { targetRef: { kind: 'Service', name: 'shop' } }, 'other.example/v1'))(service)).toBe(
      undefined,
    );
  });
});
