import { describe, expect, test } from 'vitest';
import { TestIngress } from '../../testing/ingress.ts';
import { ingress as manifest } from '../../testing/manifests.ts';

/** `Prefix /foo`: a path of a rule, and its type. */
type Rule = `${'Exact' | 'Prefix' | 'ImplementationSpecific'} /${string}`;

const NONE = 'no rule';

/**
 * One Ingress with these rules: each leads to a pod that answers with it, and what none of them has to one of its own. Rules
 * of any host have `host` empty.
 */
async function startWith(rules: readonly Rule[], host = 'sticky.info') {
  const ingress = await TestIngress.start();
  for (const [index, name] of [NONE, ...rules].entries())
    ingress.expose(`s${index}`, [await ingress.startPod((_request, response) => response.end(name))]);
  const backend = (index: number) => ({ service: { name: `s${index}`, port: { number: 80 } } });
  const paths = rules.map((rule, index) => {
    const [pathType = '', path] = rule.split(' ');
    return { pathType, ...(path !== undefined && { path }), backend: backend(index + 1) };
  });
  const named = host === '' ? {} : { host };
  ingress.store.create(
    'ingresses',
    manifest('web', { defaultBackend: backend(0), rules: [{ ...named, http: { paths } }] }),
  );
  await ingress.settled();
  return ingress;
}

/** The rule that answers, or where a redirect leads to. */
async function answerOf(ingress: TestIngress, path: string): Promise<string> {
  const { status, headers, body } = await ingress.ask({ path });
  return status === 200 ? body : `${status} ${headers.location}`;
}

// The examples of the Kubernetes documentation, "Ingress", row by row.
describe('paths', () => {
  test.each<[rules: readonly Rule[], path: string, answer: Rule | typeof NONE]>([
    [['Prefix /'], '/', 'Prefix /'],
    [['Prefix /'], '/any/path', 'Prefix /'],
    [['Exact /foo'], '/foo', 'Exact /foo'],
    [['Exact /foo'], '/bar', NONE],
    [['Exact /foo'], '/foo/', NONE],
    [['Prefix /foo'], '/foo', 'Prefix /foo'],
    [['Prefix /foo'], '/foo/', 'Prefix /foo'],
    [['Prefix /foo/'], '/foo/', 'Prefix /foo/'],
    [['Prefix /aaa/bb'], '/aaa/bbb', NONE],
    [['Prefix /aaa/bbb'], '/aaa/bbb', 'Prefix /aaa/bbb'],
    [['Prefix /aaa/bbb'], '/aaa/bbb/', 'Prefix /aaa/bbb'],
    [['Prefix /aaa/bbb'], '/aaa/bbb/ccc', 'Prefix /aaa/bbb'],
    [['Prefix /aaa/bbb'], '/aaa/bbbxyz', NONE],
    [['Prefix /', 'Prefix /aaa'], '/aaa/ccc', 'Prefix /aaa'],
    [['Prefix /', 'Prefix /aaa', 'Prefix /aaa/bbb'], '/aaa/bbb', 'Prefix /aaa/bbb'],
    [['Prefix /', 'Prefix /aaa', 'Prefix /aaa/bbb'], '/ccc', 'Prefix /'],
    [['Prefix /aaa'], '/ccc', NONE],
    [['Prefix /foo', 'Exact /foo'], '/foo', 'Exact /foo'],
  ])('%j: %s meets %s', async (rules, path, answer) => {
    expect(await answerOf(await startWith(rules), path)).toBe(answer);
    // Whatever the order in which they are written.
    expect(await answerOf(await startWith(rules.toReversed()), path)).toBe(answer);
  });

  // Here ingress-nginx has nginx's way: a path that lacks no more than its closing slash is sent to it. For Prefix a
  // client ends at the rule all the same; for Exact the documentation says that the rule does not match.
  test.each<[rule: Rule, path: string]>([
    ['Prefix /foo/', '/foo'],
    ['Prefix /aaa/bbb/', '/aaa/bbb'],
    ['Exact /foo/', '/foo'],
  ])('%s: %s is redirected to the slash', async (rule, path) => {
    const ingress = await startWith([rule]);

    expect(await answerOf(ingress, path)).toBe(`301 http://sticky.info${path}/`);
    expect(await answerOf(ingress, `${path}/`)).toBe(rule);
  });

  test('are compared with their case', async () => {
    const ingress = await startWith(['Exact /Foo', 'Prefix /Bar']);
    expect(await answerOf(ingress, '/Foo')).toBe('Exact /Foo');
    expect(await answerOf(ingress, '/Bar/x')).toBe('Prefix /Bar');
    for (const path of ['/foo', '/bar', '/bar/x']) expect(await answerOf(ingress, path)).toBe(NONE);
  });

  test('of type ImplementationSpecific are those of Prefix', async () => {
    const ingress = await startWith(['ImplementationSpecific /foo']);
    for (const path of ['/foo', '/foo/', '/foo/bar'])
      expect(await answerOf(ingress, path)).toBe('ImplementationSpecific /foo');
    expect(await answerOf(ingress, '/foobar')).toBe(NONE);
  });
});

describe('hosts', () => {
  test.each([
    ['*.foo.com', 'bar.foo.com', true],
    ['*.foo.com', 'baz.bar.foo.com', false],
    ['*.foo.com', 'foo.com', false],
    ['foo.com', 'foo.com', true],
    ['foo.com', 'FOO.com:8080', true],
    ['foo.com', 'bar.foo.com', false],
    ['', 'anything.at.all', true],
  ])('%j answers for %s: %s', async (host, asked, answers) => {
    const ingress = await startWith(['Prefix /'], host);
    expect((await ingress.ask({ host: asked })).status).toBe(answers ? 200 : 404);
  });

  test('that are exact are before a wildcard, and that before none', async () => {
    const ingress = await startWith(['Prefix /'], '');
    for (const [name, host] of [
      ['any-label', '*.foo.com'],
      ['exact', 'bar.foo.com'],
    ] as const) {
      ingress.expose(name, [await ingress.startPod((_request, response) => response.end(name))]);
      ingress.route(name, { service: name, host });
    }
    await ingress.settled();

    expect((await ingress.ask({ host: 'bar.foo.com' })).body).toBe('exact');
    expect((await ingress.ask({ host: 'baz.foo.com' })).body).toBe('any-label');
    expect((await ingress.ask({ host: 'foo.com' })).body).toBe('Prefix /');
  });
});
