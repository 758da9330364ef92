import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { hasNginx, startNginx } from '../../testing/nginx.ts';
import { errorPage } from './error-page.ts';
import { wordsInLine } from './status-words.ts';

/** Those that the lab's routers may answer with. nginx ends a connection over 408 without a word, and has no page for 431. */
const STATUSES = [301, 302, 303, 307, 308, 400, 403, 404, 405, 411, 413, 414, 421, 429, 500, 501, 502, 503, 504, 505];

test.skipIf(!hasNginx)('status lines and pages are those of nginx, byte for byte', async () => {
  const locations = STATUSES.map(
    (status) => `location = /${status} { return ${status} ${status < 400 ? 'http://x/' : ''}; }`,
  );
  await using nginx = await startNginx(
    (folder) => `server_tokens off; server { listen unix:${folder}/nginx.sock; ${locations.join('\n')} }`,
  );

  for (const status of STATUSES) {
    const sent = request({ socketPath: nginx.socket, path: `/${status}` });
    sent.end();
    const [response] = await once(sent, 'response');
    expect([status, wordsInLine(status)]).toEqual([response.statusCode, response.statusMessage]);
    expect(errorPage(status)).toBe(await text(response));
  }
});
