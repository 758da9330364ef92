import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasKubectl, kubectl } from '../../test/kubectl.ts';
import { ManifestError, parseDocuments } from '../index.ts';

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const MAX_AGE = 'nginx.ingress.kubernetes.io/session-cookie-max-age';

/** An Ingress whose max-age stands on line 6. */
const ingress = (maxAge: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: example-ingress
  annotations:
    ${MAX_AGE}: ${maxAge}
`;

function messageOf(text: string): string {
  try {
    parseDocuments(text);
  } catch (error) {
    if (error instanceof ManifestError && error.code === 'invalid-document') return error.message;
    throw error;
  }
  return expect.unreachable('it was accepted');
}

describe('what is accepted', () => {
  test('several documents, empty ones left out', () => {
    const text = `---\n${configMap('a')}---\n# nothing\n---\n${configMap('b')}---\n`;
    expect(parseDocuments(text).map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });

  test.each(['', '\n', '# only a comment\n', '---\n...\n'])('%j is no object', (text) => {
    expect(parseDocuments(text)).toEqual([]);
  });

  test('JSON, and the items of a List', () => {
    const items = [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { x: [1, null, true] } }];
    expect(parseDocuments(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))).toEqual(items);
  });

  test('times, base-60 numbers and octals as kubectl reads them', () => {
    const [object] = parseDocuments(`${configMap('a')}data: {time: 2001-01-01T00:00:00Z, port: 22:22, mode: 0644}\n`);
    expect(object).toMatchObject({ data: { time: '2001-01-01T00:00:00Z', port: '22:22', mode: 420 } });
  });

  test('anchors, aliases and merge keys in reason', () => {
    const text = `${configMap('a')}one: &one {x: 1}\ntwo: *one\nthree: {<<: *one, z: 2}\n`;
    expect(parseDocuments(text)[0]).toMatchObject({ two: { x: 1 }, three: { x: 1, z: 2 } });
  });

  test('a name from Object changes nothing but its own object', () => {
    const [object] = parseDocuments(`${configMap('a')}  labels: {constructor: b}\ndata: {__proto__: c}\n`);
    expect(object?.metadata.labels).toEqual({ constructor: 'b' });
    expect(JSON.stringify(object)).toContain('"data":{"__proto__":"c"}');
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe('annotations and labels that are no strings', () => {
  test.each(['60', '-1', '1.5', 'true', 'yes', 'on', '0x10'])(
    'max-age %s is told with its line and what to write',
    (value) => {
      expect(messageOf(ingress(value))).toBe(
        `Line 6: the annotation "${MAX_AGE}" is no string: write "${value}" with the quotes, or Kubernetes rejects the whole object.`,
      );
    },
  );

  test.each(['"60"', "'60'", '60s', '!!str 60', '2001-01-01', '|\n      60'])('max-age %s is a string', (value) => {
    expect(parseDocuments(ingress(value))).toHaveLength(1);
  });

  test.each(['', '~', 'null'])('max-age %j has no value', (value) => {
    expect(messageOf(ingress(value))).toBe(
      `Line 6: the annotation "${MAX_AGE}" has no value: give it one, or "" for none.`,
    );
  });

  test('the line counts from the start of the text, over all documents', () => {
    expect(messageOf(`${configMap('a')}---\n${ingress('60')}`)).toMatch(/^Line 11: /);
  });

  test('those of a pod template are found too', () => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    metadata:\n      labels: {v: 1}\n`;
    expect(messageOf(text)).toMatch(/^Line 7: the label "v" is no string: write "1"/);
  });

  test('those behind an alias are found too', () => {
    expect(messageOf(`x: &x {a: 1}\n${configMap('a')}  labels: *x\n`)).toContain('metadata.labels.a');
  });

  test
    .skipIf(!hasKubectl)
    .each(['60', 'yes', '"60"', '2001-01-01', '60s', 'y', '0b1', '1_0', '+1', '.5', '22:22', '"yes"'])(
    'kubectl agrees about %s',
    (value) => {
      const accepts = (() => {
        try {
          return parseDocuments(ingress(value)).length === 1;
        } catch {
          return false;
        }
      })();
      expect(kubectl(['label', '--local', '-o', 'name', '-f', '-', 'x=y'], ingress(value)).status === 0).toBe(accepts);
    },
  );
});

describe('what is refused', () => {
  test.each([
    ['a: [', /^Line 1 is not YAML: /],
    [`${configMap('a')}kind: Pod\n`, /^Line 5 is not YAML: Map keys must be unique\.$/],
    ['a: b: c', /^Line 1 is not YAML: /],
    ['<<: 3', /^Line 1: this document cannot be read: Merge sources must be maps/],
    ['a: !!js/function x', /^Line 1 is not YAML: Unresolved tag/],
    ['\tkind: x', /^Line 1 is not YAML: /],
    ['hello', /^Line 1: this is no Kubernetes object: start it with apiVersion, kind and metadata\.$/],
    ['- a', /^Line 1: this is no Kubernetes object/],
    ['kind: Pod', /^Line 1: apiVersion of this object is missing: give it, such as apps\/v1\.$/],
    ['apiVersion: v1', /^Line 1: kind of this object is missing/],
    ['apiVersion: v1\nkind: Pod', /^Line 1: metadata of this object is missing: give at least a name\.$/],
    ['---\napiVersion: v1\nkind: Pod\nmetadata: {}', /^Line 4: metadata\.name of this object is missing/],
    ['apiVersion: v1\nkind: Pod\nmetadata: {name: ""}', /^Line 3: metadata\.name of this object is empty/],
    [
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: [b]}',
      /^Line 3: metadata\.labels .*must map names to strings\.$/,
    ],
    ['apiVersion: v1\nkind: List\nitems: [3]', /^Line 3: this is no Kubernetes object/],
  ])('%j', (text, message) => {
    expect(messageOf(text)).toMatch(message);
  });

  test('a bomb of aliases', () => {
    const level = (name: string, of: string) => `${name}: &${name} [${Array(9).fill(`*${of}`).join(', ')}]\n`;
    const bomb = `a: &a [x, x, x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}`;
    expect(messageOf(configMap('a') + bomb)).toContain('the aliases of this document repeat too much');
  });

  test('an alias that contains itself, or stands for nothing', () => {
    expect(messageOf(`${configMap('a')}data: &a [*a]\n`)).toBe('Line 5: "*a" contains itself: write it out.');
    expect(messageOf(`${configMap('a')}data: *b\n`)).toBe('Line 5: "*b" stands for nothing: write it out.');
  });

  test.each(['[', '{a: ', '- '])('nesting without end in %j', (open) => {
    expect(messageOf(open.repeat(20_000))).toBe('This is nested too deeply to be a Kubernetes object: flatten it.');
  });

  test('a text larger than any that is read', () => {
    expect(messageOf(`# ${'x'.repeat(33 * 1024 * 1024)}`)).toContain('larger than 32 MiB');
  });

  test('many aliases, before the test runs out of time', () => {
    const many = `${configMap('a')}data: [&a x${', *a'.repeat(20_000)}]\n`;
    expect(messageOf(many)).toContain('repeat too much');
  });
});

test('whatever the text, it is objects or a ManifestError of one line', () => {
  const fragments = fc.constantFrom(
    'a',
    ':',
    ' ',
    '\n',
    '- ',
    '"',
    "'",
    '&a',
    '*a',
    '|',
    '{',
    '}',
    '[',
    ']',
    '!',
    '---',
    '\t',
    '#',
    '%',
    '<<',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(fragments).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      try {
        expect(parseDocuments(text)).toBeInstanceOf(Array);
      } catch (error) {
        expect(error).toBeInstanceOf(ManifestError);
        expect(String(error)).not.toContain('\n');
      }
    }),
    { numRuns: 1000 },
  );
});

test.each(['labels', 'annotations'])('the name __proto__ among the %s is refused, not lost', (field) => {
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  ${field}:\n    __proto__: ""\n`;
  expect(() => parseDocuments(text)).toThrow(
    `Line 6: "__proto__" cannot name ${field}: begin with a letter or a digit.`,
  );
});
