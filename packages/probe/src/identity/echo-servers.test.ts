import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { deployed, echoServers, httpEcho, inTurns, met, probeRoute } from './echo-servers.fixture.ts';

type Answers = Parameters<typeof inTurns>[0];

const names = deployed.map(({ name }) => name);

describe('the echo servers that people use', () => {
  const expected: Readonly<Record<keyof typeof echoServers, string>> = {
    whoami: 'regex:^Hostname: ([^\\s<>"\',;|]+)',
    'whoami /api': '/hostname',
    'nginxdemos/hello:plain-text': 'regex:^Server name: ([^\\s<>"\',;|]+)',
    'nginxdemos/hello': 'regex:Server&nbsp;name:</span> <span>([^\\s<>"\',;|]+)',
    podinfo: '/hostname',
    echoserver: 'regex:^Hostname: ([^\\s<>"\',;|]+)',
    'echoserver with pod information': 'regex:^\\tpod name:\\t([^\\s<>"\',;|]+)',
    'ealen/echo-server': '/environment/HOSTNAME',
    'jmalloc/echo-server': 'regex:^Request served by ([^\\s<>"\',;|]+)',
    'hello-app': 'regex:^Hostname: ([^\\s<>"\',;|]+)',
    'kubernetes-bootcamp': 'regex:^Hello Kubernetes bootcamp! \\| Running on: ([a-z0-9][a-z0-9.-]+)',
    'agnhost serve-hostname': 'regex:^([a-z0-9][a-z0-9.-]+)',
    'uuid-app': '/uuid',
  };

  const byOf = (server: string) => Object.entries(expected).find(([name]) => name === server)?.[1] ?? '';

  describe.each(Object.entries(echoServers))('%s', (server, answer) => {
    const by = byOf(server);
    const pods = server === 'uuid-app' ? deployed.map(({ uuid }) => uuid) : names;
    const answers: Answers = (pod) => (request, response) => answer(pod, request, response);

    test('two pods are told apart, and the report says by what', async () => {
      const report = await probeRoute(inTurns(answers));

      expect(report.verdict).toMatchObject({ kind: 'not-sticky', certain: true });
      expect(report.identity).toEqual({
        by,
        discovered: true,
        why: expect.stringMatching(/^2 (?:pods' names in \d+ answers|names in \d+ answers, which came back)$/),
      });
      expect(met(report).toSorted()).toEqual(pods.toSorted());
      expect(report.requests).toBeLessThanOrEqual(20);
    });

    test('what the report says can be written down and gives the same', async () => {
      const report = await probeRoute(inTurns(answers), { identity: by });

      expect(report.identity).toEqual({ by, discovered: false });
      expect(met(report).toSorted()).toEqual(pods.toSorted());
    });
  });

  // Where the word for it is not known, a name must be seen to differ before it is taken.
  const unknown = ['kubernetes-bootcamp', 'agnhost serve-hostname'];
  test.each(Object.entries(echoServers).filter(([server]) => !unknown.includes(server)))(
    '%s alone names its one pod',
    async (server, answer) => {
      const report = await probeRoute((request, response) => answer(deployed[0], request, response), {
        maxRequests: 10,
      });

      expect(report.identity).toMatchObject({
        by: byOf(server),
        why: expect.stringMatching(/^the same in all answers/),
      });
      expect(met(report)).toEqual([server === 'uuid-app' ? deployed[0].uuid : deployed[0].name]);
    },
  );

  test('one pod takes no more requests than when it is told where to look', async () => {
    const route: RequestListener = (request, response) => echoServers.whoami(deployed[0], request, response);

    const found = await probeRoute(route, { odds: 1000 });
    const told = await probeRoute(route, { odds: 1000, identity: expected.whoami });

    expect(found.verdict.kind).toBe('one-backend');
    expect(found.requests).toBe(told.requests);
  });

  test.each(unknown)('%s alone names nobody for sure', async (server) => {
    const [, answer] = Object.entries(echoServers).find(([name]) => name === server) ?? [];
    const route: RequestListener = (request, response) => answer?.(deployed[0], request, response);

    await expect(probeRoute(route, { odds: 1000 })).rejects.toMatchObject({
      code: 'no-identity',
      message: expect.stringContaining(`as identity "${byOf(server)}" would`),
    });
  });

  test('http-echo is told apart by its text', async () => {
    const report = await probeRoute(inTurns((pod) => httpEcho(pod === deployed[0] ? 'hello blue' : 'hello green')));

    expect(report.verdict.kind).toBe('not-sticky');
    expect(report.identity?.by).toBe('regex:.+');
    expect(met(report).toSorted()).toEqual(['hello blue', 'hello green']);
  });

  test('http-echo that always says the same is not taken for one pod: all of a Deployment say it', async () => {
    await expect(probeRoute(httpEcho('hello'))).rejects.toMatchObject({ code: 'no-identity' });
  });
});
