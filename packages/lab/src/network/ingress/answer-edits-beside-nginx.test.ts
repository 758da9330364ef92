import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasNginx, startNginx } from '../../testing/nginx.ts';
import type { Field } from '../proxy/route.ts';
import type { AnswerRewrite } from './annotations/answer-rewrite.ts';
import { answerEdits } from './answer-edits.ts';

const REWRITE: AnswerRewrite = {
  cookiePath: { from: '/app', to: '/' },
  cookieDomain: { from: 'inner.info', to: 'outer.info' },
  redirect: { from: 'http://inner/app/', to: 'https://outer/' },
};

const attribute = fc.constantFrom(
  ...['Path=/app', 'path=/app/x', 'PATH=/other', 'Path=/', 'Path', 'Path =/app', ' Path=/app'],
  ...['Domain=inner.info', 'domain=.INNER.info', 'Domain=x.inner.info', 'Secure', 'HttpOnly', '', 'Max-Age=1'],
);
const cookie = fc
  .tuple(
    fc.constantFrom('a=1', 'Path=/app', 'a', ''),
    fc.array(attribute, { maxLength: 4 }),
    fc.constantFrom('; ', ';', ' ; '),
  )
  .map(([first, attributes, separator]) => [first, ...attributes].join(separator).trim());
const url = fc.constantFrom(
  'http://inner/app/',
  'http://inner/app/x?y',
  'http://inner/ap',
  'HTTP://inner/app/',
  '/app/',
  '',
);
const field: fc.Arbitrary<Field> = fc.oneof(
  cookie.map((value) => ['Set-Cookie', value] as const),
  url.map((value) => ['Location', value] as const),
  url.map((value) => ['Refresh', `1; url=${value}`] as const),
);

function rewritten(fields: readonly Field[]): Field[] {
  const { remove, add } = answerEdits(REWRITE, [], fields);
  return [...fields.filter(([name]) => !remove.has(name.toLowerCase())), ...add];
}

/** By name, as their order among others is nobody's business. */
function byName(fields: readonly Field[]) {
  const values = (name: string) =>
    fields.filter((one) => one[0].toLowerCase() === name).map(([, value]) => value.trim());
  return { 'set-cookie': values('set-cookie'), location: values('location'), refresh: values('refresh') };
}

test.skipIf(!hasNginx)('cookies and redirects of a pod come to the client as nginx rewrites them', async () => {
  let answer: readonly Field[] = [];
  const pod = createServer((_request, response) => {
    response.writeHead(200, answer.flat());
    response.end();
  });
  await using nginx = await startNginx((folder) => {
    pod.listen(join(folder, 'pod.sock'));
    return `server {
      listen unix:${folder}/nginx.sock;
      location / {
        proxy_pass http://unix:${folder}/pod.sock:;
        proxy_cookie_path /app /;
        proxy_cookie_domain inner.info outer.info;
        proxy_redirect http://inner/app/ https://outer/;
      }
    }`;
  });
  try {
    const unique = fc.uniqueArray(field, {
      maxLength: 4,
      selector: ([name, value]) => (name === 'Set-Cookie' ? value : name),
    });
    await fc.assert(
      fc.asyncProperty(unique, async (fields) => {
        answer = fields;
        const sent = request({ socketPath: nginx.socket, path: '/' });
        sent.end();
        const [response] = await once(sent, 'response');
        response.resume();
        const raw: string[] = response.rawHeaders;
        const got = raw.flatMap((name, index): Field[] => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));
        expect(byName(rewritten(fields))).toEqual(byName(got));
      }),
      { numRuns: 300 },
    );
  } finally {
    pod.close();
    pod.closeAllConnections();
    await once(pod, 'close');
  }
});
