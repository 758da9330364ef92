import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUser, type User } from './sticky.fixture.ts';

describe('sticky lab log', { concurrent: false }, () => {
  let user: User;
  let ingress: { host: string; port: number };
  beforeAll(async () => {
    user = await createUser();
    for (const command of ['lab up', 'deploy --replicas 2', 'expose sticky-d --host sticky.info', 'stick sticky-d']) {
      expect(await user.sticky(...command.split(' '))).toMatchObject({ code: 0 });
    }
    const app = JSON.parse((await user.sticky('status', 'sticky-d', '-o', 'json')).stdout);
    ingress = app.routes[0].connectTo;
  });
  afterAll(async () => {
    await user[Symbol.asyncDispose]();
  });

  /** One request through the ingress; resolves to the cookie that it set. The app has no page at most paths. */
  async function ask(path: string, cookie?: string): Promise<string | undefined> {
    const headers = { host: 'sticky.info', ...(cookie !== undefined && { cookie }) };
    const asked = request({ ...ingress, path, headers, agent: false }).end();
    const [response] = await once(asked, 'response');
    response.resume();
    await once(response, 'close');
    return response.headers['set-cookie']?.[0].split(';')[0];
  }

  /** Starts a command that goes on. */
  function follow(...args: readonly string[]) {
    const { child, ended } = user.start('lab', 'log', '--follow', ...args);
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    return { child, ended, printed: () => printed };
  }

  it('says that there is nothing yet', async () => {
    expect(await user.sticky('lab', 'log')).toEqual({ code: 0, stdout: '', stderr: 'Nothing to show yet.\n' });
  });

  it('shows the first request of a session, and those that its cookie keeps on the pod', async () => {
    const cookie = await ask('/first');
    await ask('/second?secret=1', cookie);

    const { code, stdout } = await user.sticky('lab', 'log');

    expect(code).toBe(0);
    const [header, first, second, ...more] = stdout.trimEnd().split('\n');
    expect(more).toEqual([]);
    expect(header).toMatch(/^TIME +CODE +MS +REQUEST +ROUTE +SESSION +POD AND WHY$/);
    const [, id, pod] =
      /GET \S+\/first +sticky\S* +key#([0-9a-f]{8}) new +([a-z0-9]{5}) random$/.exec(first ?? '') ?? [];
    expect(second).toMatch(new RegExp(`GET \\S+/second +sticky\\S* +key#${id} +${pod} cookie$`));
    expect(stdout).not.toContain('secret');
    expect(stdout).not.toContain(cookie?.split('=')[1]);
  });

  it('as JSON is an entry a line, of what was asked for alone', async () => {
    const { stdout } = await user.sticky('lab', 'log', '-o', 'json', '--tail', '1');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const entry = JSON.parse(stdout);
    expect(entry).toMatchObject({ method: 'GET', host: 'sticky.info', path: '/second', tries: [{ reason: 'cookie' }] });

    const one = ['--session', entry.session.id, '--pod', entry.tries[0].pod, '--route', entry.route];
    expect((await user.sticky('lab', 'log', '-o', 'json', ...one)).stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(await user.sticky('lab', 'log', '--route', 'other')).toMatchObject({ code: 0, stdout: '' });
  });

  it('follows until Ctrl+C, and shows a hostile path as it was written', async () => {
    const { child, ended, printed } = follow('--tail', '1');
    await expect.poll(printed).toMatch(/second/);
    await ask('/\u009b2J');
    await expect.poll(printed).toMatch(/2J/);

    child.kill('SIGINT');

    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^TIME .*\n.*\/second .*\n.*\/\\x9b2J .*\n$/);
  });

  it('ends with the lab, and says so', async () => {
    const { ended, printed } = follow('-o', 'json');
    await expect.poll(printed).toMatch(/second/);

    await user.sticky('lab', 'down');

    expect(await ended).toMatchObject({ code: 0, stderr: 'The lab has ended.\n' });
  });
});
