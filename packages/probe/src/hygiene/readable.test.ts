import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressWriting, isName } from './readable.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('an address in the values of a cookie', () => {
  test.for<[values: readonly string[], writing: string | undefined]>([
    [['10.0.0.5:8080'], 'in plain text'],
    [['10.244.1.7'], 'in plain text'],
    [['pod0|192.168.3.4:80'], 'in plain text'],
    [['10.0.0.5%3A8080'], 'in plain text'],
    [['203.0.113.9:443'], 'in plain text'],
    [['[fd00::5]:8080'], 'in plain text'],
    [['1.2.3.4'], undefined],
    [['999.0.0.5:80'], undefined],
    [['2.10.0.0.5'], undefined],
    // Envoy, plain and with its protobuf around it.
    [[base64('10.0.0.5:8080')], 'in base64'],
    [[base64('\n\u000e10.0.0.5:8080\u0010\u0001')], 'in base64'],
    [[encodeURIComponent(base64('10.0.0.5:80'))], 'in base64'],
    [[base64('nothing to see here')], undefined],
    // F5 K6917: 10.1.1.100 and port 8080.
    [['1677787402.36895.0000'], 'as BIG-IP writes it'],
    [['4294967295.36895.0000'], undefined],
    [['0a000005', '0a000006'], 'in hexadecimal'],
    [['0a0000051f90', '0a0000061f90'], 'in hexadecimal'],
    // One in 60 random values looks like that.
    [['0a000005'], undefined],
    [['0a000005', 'cafe0006'], undefined],
    [['27d12eef0f9cada1b63242bb0030d73c', '4d096972498ac6f0920b8ee899eb34c5'], undefined],
    [['10.0.0.5:8080', 'opaque'], undefined],
    [['%E0%A4%A'], undefined],
  ])('%j: %s', ([values, writing]) => {
    expect(addressWriting(values)).toBe(writing);
  });

  test('is not seen in random identifiers', () => {
    const uuids = fc.array(fc.uuid(), { minLength: 2, maxLength: 6 });
    const digests = fc.array(fc.stringMatching(/^[\da-f]{32}$/), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(fc.oneof(uuids, digests), (values) => addressWriting(values) === undefined),
      { numRuns: 2_000 },
    );
  });

  test('is looked for in no time, however long and odd a value is', () => {
    const started = performance.now();
    for (const odd of ['[', ':', '1.', '0a', '%', '=']) {
      addressWriting([`[${odd.repeat(500_000)}`]);
      addressWriting([`[${odd.repeat(255)}`, odd.repeat(256)]);
    }
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('never throws, whatever the values are', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), (values) => void addressWriting(values)));
  });
});

describe('a name of a backend', () => {
  test.for<[text: string, name: boolean]>([
    ['pod0', true],
    ['web-1', true],
    ['SRV_2', true],
    ['sticky-d-7d9f8b6c5-abcde', false],
    ['27d12eef0f9cada1b63242bb0030d73c', false],
    ['5f0c4a12-3b1d-4c2e-9a70-aaaaaaaaaaaa', false],
    ['0', false],
    ['', false],
    ['kJ83hfKq0sLmQ92jfhA7x', false],
  ])('%j: %s', ([text, name]) => {
    expect(isName(text, undefined)).toBe(name);
  });

  test('is what it calls itself, whatever that looks like', () => {
    expect(isName('5f0c4a12-3b1d', '5f0c4a12-3b1d')).toBe(true);
  });
});
