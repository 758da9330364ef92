import { describe, expect, test } from 'vitest';
import { applyEdits, type Edit, locate, readSource } from '../index.ts';

const AFFINITY = 'nginx.ingress.kubernetes.io/affinity';
const INGRESS = `# The shop
apiVersion: networking.k8s.io/v1
kind: Ingress # routes
metadata:
  name: shop
  annotations:
    # keeps clients on a pod
    ${AFFINITY}: cookie
    other.io/age: 60   # seconds
spec:
  rules:
  - host: 'shop.example'
    http: {paths: [{path: /, backend: {service: {name: shop}}}]}
  # no more rules
`;

/** The text after edits of its only object, or of one of several. */
function edited(text: string, edits: readonly Edit[], which = 0): string {
  const source = readSource(text);
  const document = source.documents[which];
  if (document === undefined) return expect.unreachable('there is no such document');
  return applyEdits(
    source,
    edits.map((edit) => ({ document, edit })),
  );
}

const annotation = (name: string) => ['metadata', 'annotations', name];

describe('only what is edited changes', () => {
  test.each<[string, Edit, string, string]>([
    ['a value', { kind: 'set', path: annotation('other.io/age'), value: '120' }, 'age: 60 ', 'age: "120" '],
    [
      'a value that is no string',
      { kind: 'set', path: annotation('other.io/age'), value: '60' },
      'age: 60 ',
      'age: "60" ',
    ],
    ['a quoted value', { kind: 'set', path: ['spec', 'rules', 0, 'host'], value: 'a.b' }, "'shop.example'", "'a.b'"],
    ['a name', { kind: 'rename', path: annotation('other.io/age'), key: 'x.io/age' }, 'other.io/age', 'x.io/age'],
    [
      'a key with its comment',
      { kind: 'remove', path: annotation(AFFINITY) },
      `    # keeps clients on a pod\n    ${AFFINITY}: cookie\n`,
      '',
    ],
    ['a key in {}', { kind: 'remove', path: ['spec', 'rules', 0, 'http', 'paths', 0, 'path'] }, 'path: /, ', ''],
    [
      'one more key in {}',
      { kind: 'set', path: ['spec', 'rules', 0, 'http', 'paths', 0, 'pathType'], value: 'Prefix' },
      '{name: shop}}}',
      '{name: shop}}, pathType: Prefix}',
    ],
    [
      'one more annotation',
      { kind: 'set', path: annotation('new.io/x'), value: 'true' },
      '# seconds\n',
      '# seconds\n    new.io/x: "true"\n',
    ],
    [
      'what has no parents',
      { kind: 'set', path: ['spec', 'tls', 0, 'hosts', 0], value: 'a.b' },
      '{name: shop}}}]}\n',
      '{name: shop}}}]}\n  tls:\n  - hosts:\n    - a.b\n',
    ],
    [
      'the last of its kind',
      { kind: 'remove', path: ['spec', 'rules', 0] },
      "\n  - host: 'shop.example'\n    http: {paths: [{path: /, backend: {service: {name: shop}}}]}",
      ' []',
    ],
  ])('%s', (_, edit, before, after) => {
    expect(INGRESS).toContain(before);
    expect(edited(INGRESS, [edit])).toBe(INGRESS.replace(before, after));
    const windows = INGRESS.replaceAll('\n', '\r\n');
    expect(edited(windows, [edit])).toBe(
      windows.replace(before.replaceAll('\n', '\r\n'), after.replaceAll('\n', '\r\n')),
    );
  });

  test('nothing, where what is removed or renamed is not there, or what is set stands there', () => {
    const edits: Edit[] = [
      { kind: 'remove', path: annotation('nowhere') },
      { kind: 'rename', path: ['spec', 'nowhere'], key: 'a' },
      { kind: 'set', path: ['metadata', 'name'], value: 'shop' },
    ];
    expect(edited(INGRESS, edits)).toBe(INGRESS);
  });

  test('a map that is set over another keeps what both say', () => {
    const annotations = { 'other.io/age': '60', 'new.io/x': 'y' };
    expect(edited(INGRESS, [{ kind: 'set', path: ['metadata', 'annotations'], value: annotations }])).toBe(
      INGRESS.replace(/ +# keeps.*\n.*\n/, '').replace(
        'age: 60   # seconds\n',
        'age: "60"   # seconds\n    new.io/x: "y"\n',
      ),
    );
  });
});

test('other documents stay to the letter, and items of a List are edited one by one', () => {
  const item = (name: string) =>
    `- apiVersion: v1 # ${name}\n  kind: Service\n  metadata: {name: ${name}}\n  # behind ${name}\n`;
  const list = `items:\n${item('a')}${item('b')}kind: List\napiVersion: v1\n`;
  const text = `broken: [\n---\n${list}---\n${INGRESS}`;
  const edits: Edit[] = [
    { kind: 'set', path: ['spec', 'type'], value: 'ClusterIP' },
    { kind: 'remove', path: ['metadata', 'name'] },
  ];
  expect(edited(text, edits, 1)).toBe(text.replace('{name: b}\n', '{}\n  spec:\n    type: ClusterIP\n'));
});

test('JSON stays JSON', () => {
  const json = (extra: object) =>
    JSON.stringify(
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { type: 'ClusterIP', ...extra } },
      null,
      2,
    );
  const text = edited(json({}), [{ kind: 'set', path: ['spec', 'ports'], value: [{ port: 80, name: 'http' }] }]);
  expect(text).toBe(json({}).replace('"ClusterIP"', '"ClusterIP",\n    "ports": [{"port": 80, "name": "http"}]'));
  expect(edited(text, [{ kind: 'remove', path: ['spec', 'ports'] }])).toBe(json({}));
});

test('what an alias or a merge shares is written out only where it changes', () => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\none: &one {x: 1}\ntwo: *one\nthree:\n  <<: *one\n  z: 2\n`;
  expect(edited(text, [{ kind: 'set', path: ['three', 'z'], value: 3 }])).toBe(text.replace('z: 2', 'z: 3'));
  expect(edited(text, [{ kind: 'set', path: ['two', 'x'], value: 3 }])).toBe(text.replace('two: *one', 'two:\n  x: 3'));
  expect(edited(text, [{ kind: 'remove', path: ['three', 'x'] }])).toBe(text.replace('  <<: *one\n', ''));
});

describe('locate', () => {
  const source = readSource(`${INGRESS}---\n${INGRESS}`, 'shop.yaml');
  const [, document] = source.documents;
  const at = document && locate(source, document);
  const textAt = (...args: Parameters<NonNullable<typeof at>>) => {
    const place = at?.(...args);
    const line = source.text.split('\n')[(place?.line ?? 0) - 1] ?? '';
    return [
      place?.line,
      line.slice((place?.column ?? 0) - 1, place?.line === place?.endLine ? (place?.endColumn ?? 0) - 1 : undefined),
    ];
  };

  test.each<[string, Parameters<NonNullable<typeof at>>, [number, string]]>([
    ['a value', [annotation('other.io/age')], [24, '60']],
    ['a key', [annotation('other.io/age'), 'key'], [24, 'other.io/age']],
    ['a value in {}', [['spec', 'rules', 0, 'http', 'paths', 0, 'path']], [28, '/']],
    ['an item', [['spec', 'rules', 0]], [27, "host: 'shop.example'"]],
    ['the key of the nearest parent', [annotation('nowhere')], [21, 'annotations']],
    ['the first line of an object without it', [['nowhere', 'at', 'all']], [17, 'apiVersion: networking.k8s.io/v1']],
  ])('%s', (_, args, expected) => {
    expect(textAt(...args)).toEqual(expected);
  });
});
