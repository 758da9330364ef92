import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPointer } from './json-pointer.ts';

const bytes = (text: string) => saying(new TextEncoder().encode(text));
const saying = (body: Uint8Array) => ({ status: 200, fields: {}, setCookie: [], body });

describe('a JSON pointer', () => {
  test.for<[pointer: string, body: string, name: string]>([
    ['/uuid', '{"uuid":"5f0c"}', '5f0c'],
    ['/uuid', '{"uuid":42}', '42'],
    ['/pod/name', '{"pod":{"name":"rdn6q"}}', 'rdn6q'],
    ['/0', '["a","b"]', 'a'],
    ['', '"rdn6q"', 'rdn6q'],
    ['/a~1b/c~0d', '{"a/b":{"c~d":"x"}}', 'x'],
  ])('%s of %s is %s', ([pointer, body, name]) => {
    expect(readPointer(pointer)(bytes(body))).toBe(name);
  });

  test.for<[what: string, body: string]>([
    ['nothing there', '{}'],
    ['null', '{"uuid":null}'],
    ['an empty text', '{"uuid":""}'],
    ['a truth value', '{"uuid":true}'],
    ['an object', '{"uuid":{"a":1}}'],
    ['a text too long to be a name', `{"uuid":"${'x'.repeat(257)}"}`],
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['JSON that breaks off', '{"uuid":"5f'],
  ])('%s names nobody', ([, body]) => {
    expect(readPointer('/uuid')(bytes(body))).toBeUndefined();
  });

  test('no body makes it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.json(), (noise, json) => {
        readPointer('/uuid')(saying(noise));
        readPointer('/a/0/b')(bytes(json));
      }),
    );
  });

  test.for(['uuid', '/a~2', 'a/b', '/a~'])('%s is no JSON pointer', (pointer) => {
    expect(() => readPointer(pointer)).toThrow(expect.objectContaining({ code: 'invalid-option' }));
  });
});
