import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasNginx, startNginx } from '../../testing/nginx.ts';
import { requestHead } from '../../testing/request-head.ts';
import { evaluate, parseExpression } from './nginx-expression.ts';

/** Between two values: nothing that a request of this test has. */
const MARK = '#';
const NAMES = ['request_uri', 'uri', 'args', 'is_args', 'arg_a', 'arg_b', 'cookie_a', 'cookie_b', 'http_x_a', 'http_x'];
const EXPRESSION = [...NAMES, 'host', 'request_method', 'server_protocol', 'scheme', 'content_type', 'remote_user']
  .map((name) => `$${name}`)
  .join(MARK);

const config = (folder: string) => `
server {
  listen unix:${folder}/nginx.sock;
  server_name sticky.info;
  location / { return 200 "${EXPRESSION}"; }
}`;

/** Texts of these parts, put together at random. */
function madeOf(...parts: string[]) {
  return fc.array(fc.constantFrom(...parts), { maxLength: 12 }).map((all) => all.join(''));
}

const path = madeOf('a', 'B', '/', '//', '/.', '/..', '/./', '%41', '%2F', '%20', '%25', '.', '-', '~').map(
  (end) => `/${end}`,
);
const query = madeOf('a', 'A', 'b', '=', '&', '&a=', 'b=1', '%41', '?', '/', '+').map((end) =>
  end === '' ? '' : `?${end}`,
);
const cookie = madeOf('a', 'A', 'b', '=', '; ', ';', ',', ' ', 'a=1', 'b=', 'ab=2', '"').map((end) => end.trim());

describe.skipIf(!hasNginx)('the variables of a request', () => {
  test('have the values that they have in nginx', { timeout: 60_000 }, async () => {
    await using nginx = await startNginx(config);
    const ask = async (target: string, fields: readonly (readonly [string, string])[]) => {
      const socket = connect(nginx.socket);
      const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      socket.end(`GET ${target} HTTP/1.1\r\nHost: sticky.info\r\nConnection: close\r\n${lines}\r\n`, 'latin1');
      const answer = await text(socket.setEncoding('latin1'));
      return answer.startsWith('HTTP/1.1 200 ') ? answer.slice(answer.indexOf('\r\n\r\n') + 4) : undefined;
    };
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        path,
        query,
        cookie,
        fc.stringMatching(/^[!-~]{0,5}$/),
        async (asked, search, cookies, value) => {
          const target = asked + search;
          const fields = [
            ...(cookies === '' ? [] : [['Cookie', cookies] as const]),
            ['X-A', value] as const,
            ['Content-Type', 'text/a'] as const,
            ['Authorization', `Basic ${btoa('ann:secret')}`] as const,
          ];
          const theirs = await ask(target, fields);
          fc.pre(theirs !== undefined);
          compared += 1;
          const head = requestHead({ target, fields });
          const ours = evaluate(parseExpression(EXPRESSION), { head, server: 'sticky.info', target });
          expect(ours.split(MARK)).toEqual(theirs?.split(MARK));
        },
      ),
      { numRuns: 500 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});
