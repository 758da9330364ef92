import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAs, notSticky, type Route, startRoute, sticky } from './route.fixture.ts';
import { createUser, type User } from './sticky.fixture.ts';

const TOKEN = 't0ken-that-nobody-may-see';

let user: User;
let loose: Route;
let held: Route;
beforeAll(async () => {
  user = await createUser({ STICKY_TEST_TOKEN: TOKEN, STICKY_TEST_USER: `anna:${TOKEN}` });
  loose = await startRoute(notSticky);
  held = await startRoute(sticky);
});
afterAll(async () => {
  await Promise.all([user, loose, held].map((each) => each[Symbol.asyncDispose]()));
});

const read = (file: string) => readFile(join(user.home, file), 'utf8');

/** Writes a file into the home folder, in which every command runs. */
const write = (file: string, text: string) => writeFile(join(user.home, file), text);

describe('one address', () => {
  it('is judged by a word', async () => {
    expect(await user.sticky('probe', held.url, '--expect', 'cookie')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('Sticky by cookie "key".'),
    });
    expect(await user.sticky('probe', loose.url, '--expect', 'sticky')).toMatchObject({
      code: 1,
      stderr: 'sticky: expected sticky, found not-sticky\n',
    });
  });

  it('is reported to several files at once', async () => {
    const files = ['report.html', 'report.json', 'report.md', 'report.xml'];
    const { code, stderr } = await user.sticky('probe', held.url, ...files.flatMap((file) => ['--report', file]));
    expect({ code, stderr }).toEqual({ code: 0, stderr: files.map((file) => `Report: ${file}\n`).join('') });
    expect(await read('report.html')).toContain('<!doctype html>');
    expect(JSON.parse(await read('report.json'))).toMatchObject({ schema: 'sticky.report/v1' });
    expect(await read('report.md')).toMatch(/^#+ .*/);
    expect(await read('report.xml')).toContain('<testsuite');
    for (const file of files) expect(await read(file), file).not.toContain('s3cret');
  });

  it.each([
    ['markdown', /Sticky by cookie/],
    ['junit', /^<\?xml/],
  ])('is printed as %s', async (format, text) => {
    const { code, stdout } = await user.sticky('probe', held.url, '-o', format);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(text) });
  });

  it('that does not answer is still told to a CI server', async () => {
    const { code, stderr } = await user.sticky('probe', 'http://127.0.0.1:1/?token=s3cret', '--report', 'gone.xml');
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(/^Report: gone\.xml\nsticky: .*ECONNREFUSED/),
    });
    expect(await read('gone.xml')).toMatch(/errors="1".*<error type="unreachable"/s);
    expect(await read('gone.xml')).not.toContain('s3cret');
  });

  it('is asked no faster than it may be', async () => {
    const started = performance.now();
    const { stdout } = await user.sticky('probe', loose.url, '--rate', '20', '-o', 'json');
    const { requests } = JSON.parse(stdout);
    expect(performance.now() - started).toBeGreaterThan(((requests - 1) / 20) * 1000);
  });
});

describe('who asks', () => {
  it.each([
    ['--bearer', 'env:STICKY_TEST_TOKEN', `Bearer ${TOKEN}`],
    ['--basic', 'env:STICKY_TEST_USER', `Basic ${Buffer.from(`anna:${TOKEN}`).toString('base64')}`],
    ['--basic', 'file:user.txt', `Basic ${Buffer.from(`otto:${TOKEN}`).toString('base64')}`],
  ])('says so with %s %s, and nobody else learns it', async (flag, place, authorization) => {
    await write('user.txt', `otto:${TOKEN}\n`);
    await using route = await startRoute((request, response, before) => {
      if (request.headers.authorization === authorization) return notSticky(request, response, before);
      response.writeHead(401).end();
    });
    const { code, stdout, stderr } = await user.sticky('probe', route.url, flag, place, '--report', 'who.json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Report: who.json\n' });
    for (const text of [stdout, await read('who.json')]) expect(text).not.toContain(TOKEN);
  });

  it('asks for a host of its own, with fields of its own', async () => {
    await user.sticky('probe', loose.url, '--host', 'sticky.test', '--header', `X-Tenant: ${TOKEN}`);
    expect(loose.requests.at(-1)?.headers).toMatchObject({ host: 'sticky.test', 'x-tenant': TOKEN });
  });

  it('goes through the proxy that the environment names, but not to itself', async () => {
    await using proxy = await startRoute(notSticky);
    await using behind = await createUser({ http_proxy: proxy.url, NO_PROXY: 'other.test' });
    await behind.sticky('probe', 'http://sticky.test/');
    const asked = proxy.requests.length;
    expect(asked).toBeGreaterThan(0);
    expect(proxy.requests.at(-1)?.url).toBe('http://sticky.test/');
    await behind.sticky('probe', loose.url);
    expect(await behind.sticky('probe', 'http://other.test/')).toMatchObject({ code: 3 });
    expect(proxy.requests).toHaveLength(asked);
  });
});

describe('a file of expectations', () => {
  const file = () => `
probe: { odds: 1000 }
routes:
  - { name: held, url: '${held.url}', expect: { verdict: sticky, cookie: key, secure: false } }
  - { name: loose, url: '${loose.url}', expect: cookie }
  - { name: gone, url: 'http://127.0.0.1:1/', expect: sticky }
`;

  it('is probed route by route, with one summary and one exit code', async () => {
    await write('routes.yaml', file());
    const { code, stdout, stderr } = await user.sticky('probe', '--expect-file', 'routes.yaml', '--report', 'all.xml');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok {6}held: Sticky by cookie "key"\./m);
    expect(stdout).toMatch(/^NOT OK {2}loose: expected cookie, found not-sticky$/m);
    expect(stdout).toMatch(/^NOT OK {2}gone: .*ECONNREFUSED/m);
    expect(stdout).toMatch(/^3 routes: 1 as expected, 2 not$/m);
    expect(stderr).toBe('Report: all.xml\nsticky: 2 of 3 routes not as expected: loose, gone\n');
    expect(await read('all.xml')).toMatch(/failures="\d+"/);
  });

  it('is taken from the folder when nothing is named', async () => {
    await using other = await createUser();
    await writeFile(join(other.home, 'sticky.expect.yaml'), `routes: [{ url: '${held.url}', expect: sticky }]\n`);
    const { code, stdout } = await other.sticky('probe', '-o', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'sticky.expectations/v1',
      met: true,
      routes: [{ name: held.url, met: true, report: { verdict: { kind: 'sticky-by-cookie' } } }],
    });
  });

  it('that asks for nothing that answers says that, with the exit code for it', async () => {
    await write('gone.yaml', "routes: [{ url: 'http://127.0.0.1:1/', expect: sticky }]\n");
    expect(await user.sticky('probe', '--expect-file', 'gone.yaml')).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^sticky: .*ECONNREFUSED/),
    });
  });

  it.each([
    ['routes: [}', [], /^sticky: bad\.yaml: .* at line 1/],
    ['routes: []', [], /^sticky: bad\.yaml: routes: List at least one route/],
    ["routes: [{ url: 'http://a/', expect: stickyish }]", [], /^sticky: bad\.yaml: routes\[0\]\.expect: /],
    ["routes: [{ url: 'http://a/', expect: sticky }]", ['--expect', 'sticky'], /--expect is about one route/],
    ["routes: [{ url: 'http://a/', expect: sticky }]", ['http://b/'], /--expect-file names its routes itself/],
  ])('%s %j: exit 2 and a line that says what to do', async (text, args, says) => {
    await write('bad.yaml', text);
    const { code, stdout, stderr } = await user.sticky('probe', ...args, '--expect-file', 'bad.yaml');
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(says) });
  });
});

describe('Ctrl+C', () => {
  it('ends it with what is known so far', async () => {
    await using hanging = await startRoute((_, response, before) => {
      if (before < 5) answerAs(response, 0);
    });
    const { child, ended } = user.start('probe', hanging.url, '--report', 'partial.json', '--timeout', '60s');
    await expect.poll(() => hanging.requests.length).toBe(6);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: expect.stringContaining('Inconclusive') });
    expect(JSON.parse(await read('partial.json'))).toMatchObject({ requests: 5 });
  });

  it('leaves out the routes that are left', async () => {
    await using hanging = await startRoute(() => undefined);
    await write(
      'two.yaml',
      `routes: [{ url: '${held.url}', expect: sticky }, { url: '${hanging.url}', expect: sticky }]\n`,
    );
    const { child, ended } = user.start('probe', '--expect-file', 'two.yaml');
    await expect.poll(() => hanging.requests.length).toBe(1);
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toMatch(/^2 routes: 1 as expected, 1 not probed$/m);
  });
});
