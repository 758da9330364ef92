import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AccessLog } from './access-log/access-log.ts';
import { serveApi } from './api/testing/serve-api.ts';
import { followLabLog, type LabLogOptions } from './follow-lab-log.ts';
import { listen } from './network/listen.ts';
import { createCertificate } from './state/certificate.ts';
import { writePrivateFile } from './state/folder.ts';
import { type LabAccess, renderKubeconfig } from './state/kubeconfig.ts';
import { accessEntry } from './testing/access-entry.ts';
import { temporaryFolder } from './testing/lab.ts';

async function stateDirOf(access: LabAccess): Promise<string> {
  const stateDir = await temporaryFolder();
  await writePrivateFile(join(stateDir, 'config'), renderKubeconfig(access));
  return stateDir;
}

/** The API of a lab, with a log that the test writes. */
async function serveLog() {
  const log = new AccessLog();
  const api = await serveApi({ accessLog: log });
  onTestFinished(() => api.close());
  return { log, api, stateDir: await stateDirOf({ server: api.url, ca: api.ca, token: api.token }) };
}

/** Something else that answers where the lab was. */
async function serveOther(listener: RequestListener): Promise<string> {
  const tls = await createCertificate('127.0.0.1');
  const server = createServer(tls, listener);
  const port = await listen(server, '127.0.0.1', 0);
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return stateDirOf({ server: `https://127.0.0.1:${port}`, ca: tls.cert, token: 'a-token' });
}

async function paths(stateDir: string, options: LabLogOptions = {}): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { path } of followLabLog(stateDir, options)) found.push(path);
  return found;
}

describe('the log of a lab', () => {
  test('is read as far as it goes, or the end of it, or what matches', async () => {
    const { log, stateDir } = await serveLog();
    for (const path of ['/1', '/2', '/3']) log.record(() => accessEntry({ path, route: `default/r${path.slice(1)}` }));

    expect(await paths(stateDir)).toEqual(['/1', '/2', '/3']);
    expect(await paths(stateDir, { tail: 1 })).toEqual(['/3']);
    expect(await paths(stateDir, { tail: 0 })).toEqual([]);
    expect(await paths(stateDir, { route: 'r2' })).toEqual(['/2']);
    expect(await paths(stateDir, { route: 'a&tail=1', pod: 'ü' })).toEqual([]);
  });

  test('is followed until the signal aborts, and then ends quietly', async () => {
    const { log, stateDir } = await serveLog();
    const stop = new AbortController();
    const found: unknown[] = [];
    log.record(() => accessEntry({ path: '/0' }));

    for await (const { path } of followLabLog(stateDir, { follow: true, signal: stop.signal })) {
      found.push(path);
      if (found.length === 3) stop.abort();
      log.record(() => accessEntry({ path: `/${found.length}` }));
    }

    expect(found).toEqual(['/0', '/1', '/2']);
    expect(await paths(stateDir, { follow: true, signal: AbortSignal.abort() })).toEqual([]);
  });

  test('gives what a hostile client made of it as it is', async () => {
    const { log, stateDir } = await serveLog();
    const path = '/\u001b[2J\r\n\u2028\u{202e}{"leftOut":1}\n';
    log.record(() => accessEntry({ path }));

    expect(await paths(stateDir)).toEqual([path]);
  });

  test('says what is missing, before what comes after it', async () => {
    const { log, stateDir } = await serveLog();
    const found: unknown[] = [];
    const stop = new AbortController();
    const onLeftOut = (count: number) => found.push(count);
    log.record(() => accessEntry({ path: '/first' }));

    for await (const { path } of followLabLog(stateDir, { follow: true, onLeftOut, signal: stop.signal })) {
      found.push(path);
      if (found.length === 1)
        for (let count = 0; count < 3_000; count += 1) log.record(() => accessEntry({ path: '/' }));
      if (found.length === 1_002) stop.abort();
    }

    expect(found.slice(0, 3)).toEqual(['/first', 2_000, '/']);
  });
});

describe('without a lab it says so', () => {
  test('where there never was one, and where one was killed', async () => {
    const nowhere = await temporaryFolder();
    await expect(paths(nowhere)).rejects.toMatchObject({
      code: 'not-running',
      message: `no lab runs in ${nowhere}: start one first`,
    });
    const { api, stateDir } = await serveLog();
    await api.close();
    await expect(paths(stateDir, { follow: true })).rejects.toMatchObject({ code: 'not-running' });
  });

  test('where it ends meanwhile', async () => {
    const { log, api, stateDir } = await serveLog();
    log.record(() => accessEntry());
    const following = followLabLog(stateDir, { follow: true });
    await following.next();

    const next = following.next();
    await api.close();

    await expect(next).rejects.toMatchObject({ code: 'ended', message: 'the lab has ended: start it again' });
  });

  test.each<[string, RequestListener]>([
    ['another answer', (_, response) => response.writeHead(404).end()],
    ['other lines', (_, response) => response.end('{"time":"never"}\n')],
    ['no lines', (_, response) => response.end(' \n')],
  ])('where it is of another version: %s', async (_, listener) => {
    await expect(paths(await serveOther(listener))).rejects.toMatchObject({ code: 'other-version' });
  });
});
