import { BinaryWriter } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deployments } from '../resources/deployments.ts';
import { ingressclasses } from '../resources/ingressclasses.ts';
import { services } from '../resources/services.ts';
import { decodeProtobuf } from './protobuf.ts';
import { ApiError } from './status.ts';
import { structOf } from './write/decode.ts';

/** What kubectl 1.32 sends for `create deployment sticky-d --image=mopckou/sticky-session:0.0.5`. */
const FROM_KUBECTL =
  'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50EuEBCikKCHN0aWNreS1kEgAaACIAKgAyADgAQgBaDwoDYXBwEghzdGlja3ktZBKlAQgB' +
  'EhEKDwoDYXBwEghzdGlja3ktZBqFAQohCgASABoAIgAqADIAOABCAFoPCgNhcHASCHN0aWNreS1kEmASQgoOc3RpY2t5LXNlc3Npb24S' +
  'HG1vcGNrb3Uvc3RpY2t5LXNlc3Npb246MC4wLjUqAEIAagByAIABAIgBAJABAKIBABoAMgBCAEoAUgBYAGAAaACCAQCKAQCaAQDCAQAi' +
  'AgoAKAA4ABoMCAAQABgAIAAoADgAGgAiAA==';

const MAGIC = Buffer.from('k8s\0');

type Fields = readonly (readonly [number, string | number | boolean | Fields])[];

function message(fields: Fields): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, value] of fields) {
    if (typeof value === 'string') writer.tag(number, 2).string(value);
    else if (typeof value === 'object') writer.tag(number, 2).bytes(message(value));
    else writer.tag(number, 0).int64(Number(value));
  }
  return writer.finish();
}

/** An object in the envelope of Kubernetes. */
function envelope(fields: Fields): Buffer {
  const writer = new BinaryWriter();
  writer.tag(1, 2).bytes(
    message([
      [1, 'v1'],
      [2, 'Service'],
    ]),
  );
  writer.tag(2, 2).bytes(message(fields));
  return Buffer.concat([MAGIC, writer.finish()]);
}

const decodeService = (spec: Fields) => decodeProtobuf(structOf(services), envelope([[2, spec]])).spec;

test('a Deployment as the real kubectl sends it', () => {
  expect(decodeProtobuf(structOf(deployments), Buffer.from(FROM_KUBECTL, 'base64'))).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'sticky-d', labels: { app: 'sticky-d' } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'sticky-d' } },
      template: {
        metadata: { labels: { app: 'sticky-d' } },
        spec: {
          containers: [{ name: 'sticky-session', image: 'mopckou/sticky-session:0.0.5', resources: {} }],
        },
      },
      strategy: {},
    },
    status: {},
  });
});

test('an object with a field that the lab has not, by its name, and one that nobody knows, by its number', () => {
  const spec: Fields = [
    [1, 'k8s.io/ingress-nginx'],
    [2, [[3, 'settings']]],
    [99, 'x'],
    [98, 0],
  ];
  expect(decodeProtobuf(structOf(ingressclasses), envelope([[2, spec]])).spec).toEqual({
    controller: 'k8s.io/ingress-nginx',
    parameters: '(set)',
    '(protobuf field 99)': '(set)',
  });
});

describe('a Service', () => {
  test('with ports, their numbers and names', () => {
    const ports: Fields = [
      [
        1,
        [
          [1, 'http'],
          [3, 80],
          [
            4,
            [
              [1, 0],
              [2, 8080],
            ],
          ],
          [5, 0],
        ],
      ],
      [
        1,
        [
          [1, 'metrics'],
          [3, 81],
          [
            4,
            [
              [1, 1],
              [3, 'metrics'],
            ],
          ],
        ],
      ],
    ];
    expect(decodeService(ports)).toEqual({
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'metrics', port: 81, targetPort: 'metrics' },
      ],
    });
  });

  test('whose zeros count only where they say something', () => {
    expect(
      decodeService([
        [3, ''],
        [20, false],
        [12, 0],
        [13, false],
      ]),
    ).toEqual({ allocateLoadBalancerNodePorts: false });
  });

  test('with times: those that are set', () => {
    const metadata: Fields = [
      [1, 'web'],
      [
        8,
        [
          [1, 1_700_000_000],
          [2, 0],
        ],
      ],
      [9, []],
    ];
    expect(decodeProtobuf(structOf(services), envelope([[1, metadata]])).metadata).toEqual({
      name: 'web',
      creationTimestamp: '2023-11-14T22:13:20.000Z',
    });
  });
});

test('whatever the bytes, the answer is an object or 400', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const writer = new BinaryWriter().tag(2, 2).bytes(bytes);
      for (const body of [Buffer.from(bytes), Buffer.concat([MAGIC, bytes]), Buffer.concat([MAGIC, writer.finish()])]) {
        try {
          decodeProtobuf(structOf(deployments), body);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
          expect(error).toMatchObject({ code: 400 });
        }
      }
    }),
  );
});
