import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routedApps } from '../test/arbitraries.ts';
import { ManifestError, parseAppSpec } from './index.ts';

const app = { name: 'sticky-d', image: 'nginx', replicas: 2, port: 8080, healthPath: '/' };

/** The issues of an input that must be refused. */
function issuesOf(input: unknown) {
  try {
    parseAppSpec(input);
  } catch (error) {
    if (error instanceof ManifestError && error.code === 'invalid-input') return error.issues;
    throw error;
  }
  return expect.unreachable('it was accepted');
}

describe('what is accepted', () => {
  test('an App without Service and route', () => {
    expect(parseAppSpec(app)).toEqual(app);
  });

  test('whatever fits the rules comes out as it went in', () => {
    fc.assert(
      fc.property(routedApps, (input) => {
        expect(parseAppSpec(input)).toEqual(input);
      }),
    );
  });

  test('a field that is undefined counts as absent', () => {
    const input = {
      ...app,
      serviceType: 'ClusterIP',
      route: { host: undefined, path: '/', ingressClassName: undefined },
    };
    expect(Object.keys(parseAppSpec(input).route ?? {})).toEqual(['path']);
    expect(Object.keys(parseAppSpec({ ...app, route: undefined }))).not.toContain('route');
  });
});

describe('what is refused', () => {
  test('given several faults, each is an issue with its path', () => {
    const issues = issuesOf({
      ...app,
      name: 'X',
      replicas: 1.5,
      port: '80',
      serviceType: 'ClusterIP',
      route: { path: 'a', host: '' },
    });
    expect(issues.map(({ path }) => path)).toEqual(['name', 'replicas', 'port', 'route.host', 'route.path']);
  });

  test('the message is one line that names every path', () => {
    expect(() => parseAppSpec({ ...app, name: 'a\nb', port: 0 })).toThrow(/^name: [^\n]+ port: [^\n]+\.$/);
  });

  test('a missing field is called missing', () => {
    const { name: _, ...nameless } = app;
    expect(issuesOf(nameless)).toEqual([{ path: 'name', message: 'This is missing: give a text.' }]);
  });

  test('a misspelt field is not ignored', () => {
    expect(issuesOf({ ...app, replica: 2 })).toEqual([
      { path: 'replica', message: 'There is no such field: take it out or correct its name.' },
    ]);
  });

  test('a route needs a Service', () => {
    expect(issuesOf({ ...app, route: { path: '/' } })).toEqual([
      { path: 'route', message: 'A route leads to a Service: give a serviceType too, such as ClusterIP.' },
    ]);
  });

  test('an unknown type of Service is answered with the known ones', () => {
    const [issue] = issuesOf({ ...app, serviceType: 'ExternalName' });
    expect(issue).toEqual({ path: 'serviceType', message: 'Use one of ClusterIP, NodePort, LoadBalancer.' });
  });

  test.each([undefined, null, 'sticky-d', 3, [], () => app])('%o is no App', (input) => {
    expect(issuesOf(input)).toHaveLength(1);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 1001])('%d replicas', (replicas) => {
    expect(issuesOf({ ...app, replicas })[0]?.path).toBe('replicas');
  });

  test('whatever the input, it is an AppSpec or throws a ManifestError with issues', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ name: fc.anything(), route: fc.anything() })), (input) => {
        expect(issuesOf(input).length).toBeGreaterThan(0);
      }),
    );
  });
});
