import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deployment } from '../../api/testing/manifests.ts';
import { deployments } from '../deployments.ts';
import { ingresses } from '../ingresses.ts';
import type { JsonObject } from '../json.ts';
import type { Resource } from '../resource.ts';
import { DecodeError, decodeValue } from './decode.ts';
import { structureOf } from './structure.ts';

function decode(resource: Pick<Resource, 'schema'>, json: JsonObject) {
  const structure = structureOf(resource.schema);
  if (structure.type !== 'struct') throw new Error('no struct');
  return decodeValue(structure, json);
}

function withPod(spec: JsonObject): JsonObject {
  return { spec: { template: { spec } } };
}

describe('a value of the wrong type is told as Go tells it', () => {
  test.each<[string, Pick<Resource, 'schema'>, JsonObject, string]>([
    [
      'an annotation that is a number',
      ingresses,
      { metadata: { annotations: { 'nginx.ingress.kubernetes.io/session-cookie-max-age': 60 } } },
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.annotations of type string',
    ],
    [
      'replicas in quotes',
      deployments,
      { spec: { replicas: '2' } },
      'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
    [
      'a port deep inside',
      deployments,
      withPod({ containers: [{ ports: [{ containerPort: '80' }] }] }),
      'json: cannot unmarshal string into Go struct field ContainerPort.spec.template.spec.containers.ports.containerPort of type int32',
    ],
    [
      'a struct that is a text',
      deployments,
      { spec: 'x' },
      'json: cannot unmarshal string into Go struct field Deployment.spec of type v1.DeploymentSpec',
    ],
    [
      'a list that is an object',
      deployments,
      withPod({ containers: {} }),
      'json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container',
    ],
    [
      'labels that are a list',
      deployments,
      { metadata: { labels: [] } },
      'json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string',
    ],
    [
      'a number that is no int32',
      deployments,
      { spec: { replicas: 3_000_000_000 } },
      'json: cannot unmarshal number into Go struct field DeploymentSpec.spec.replicas of type int32',
    ],
  ])('%s', (_, resource, json, message) => {
    expect(() => decode(resource, json)).toThrow(new DecodeError(message));
  });
});

test('null is absence', () => {
  expect(decode(deployments, { spec: { replicas: null }, metadata: { labels: null } }).value).toEqual({
    spec: {},
    metadata: {},
  });
});

test('fields that nobody knows are named with their place', () => {
  const { unknown, value } = decode(deployments, withPod({ containers: [{ name: 'a', imagee: 'b' }] }));
  expect(unknown).toEqual(['spec.template.spec.containers[0].imagee']);
  expect(value).toEqual(withPod({ containers: [{ name: 'a' }] }));
});

test('fields that only Kubernetes has are refused when they are set, and dropped when they say nothing', () => {
  const set = decode(deployments, withPod({ hostNetwork: true, volumes: [{ name: 'a' }] }));
  expect(set.unsupported.map(({ field }) => field)).toEqual([
    'spec.template.spec.hostNetwork',
    'spec.template.spec.volumes',
  ]);
  const empty = decode(deployments, withPod({ hostNetwork: false, volumes: [], runtimeClassName: '' }));
  expect(empty).toEqual({ value: withPod({}), unknown: [], unsupported: [] });
});

test('a whole object comes through as it is', () => {
  const whole: JsonObject = deployment('web');
  expect(decode(deployments, whole)).toEqual({ value: whole, unknown: [], unsupported: [] });
});

test('whatever the JSON, decoding ends in a value or in a DecodeError', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('metadata', 'spec', 'status', 'x'), fc.jsonValue()), (json) => {
      try {
        // fast-check's JSON is JSON.
        decode(deployments, json as JsonObject);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }),
  );
});
