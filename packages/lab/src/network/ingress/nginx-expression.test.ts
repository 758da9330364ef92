import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestHead } from '../../testing/request-head.ts';
import { evaluate, parseExpression, unknownVariables } from './nginx-expression.ts';

const request = { head: requestHead({ target: '/a?user=ann', method: 'PUT' }), server: '_', target: '/a?user=ann' };

test.each([
  ['$request_uri', '/a?user=ann'],
  ['$request_uri$host', '/a?user=annsticky.info'],
  [`\${request_uri}-text-value`, '/a?user=ann-text-value'],
  ['v2-$arg_user', 'v2-ann'],
  ['$REQUEST_METHOD', 'PUT'],
  ['text', 'text'],
  ['$http_x_user', ''],
  ['$no_such-$host', '-sticky.info'],
  // A name is as long as it can be, unless braces end it.
  ['$hostname', ''],
  [`\${host}name`, 'sticky.infoname'],
  ['$-$', '$-$'],
  [`\${host`, `\${host`],
  ['', ''],
])('%j', (expression, value) => {
  expect(evaluate(parseExpression(expression), request)).toBe(value);
});

test('tells the variables that the lab does not know', () => {
  expect(unknownVariables(parseExpression('$host$geoip_city-$1$arg_x'))).toEqual(['geoip_city', '1']);
});

test('text without $ is its own value, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.string().filter((text) => !text.includes('$')),
      (text) => {
        expect(evaluate(parseExpression(text), request)).toBe(text);
      },
    ),
  );
});
