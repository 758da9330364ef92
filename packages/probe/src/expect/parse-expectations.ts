import { ProbeError } from '../errors.ts';
import { printable } from '../printable.ts';
import { firstIssue } from '../schema/issue.ts';
import { shownUrl } from '../target.ts';
import type { ExpectedRoute } from './expectation.ts';
import { expectationsSchema, type WrittenExpectations } from './expectation-schema.ts';
import { optionsFor } from './options-for.ts';

/**
 * The routes of `sticky.expect.yaml`, checked.
 *
 * @param value what a YAML or JSON parser gave
 * @throws ProbeError `invalid-expectation`, naming the place: `routes[1].expect.lifetimeAtLeast: …`
 */
export function parseExpectations(value: unknown): readonly ExpectedRoute[] {
  const parsed = expectationsSchema.safeParse(value);
  if (!parsed.success) throw new ProbeError('invalid-expectation', firstIssue(parsed.error));
  const routes = parsed.data.routes.map((route) => routeOf(route, parsed.data.probe));
  for (const [index, { name }] of routes.entries()) {
    const first = routes.findIndex((other) => other.name === name);
    if (first !== index) {
      throw new ProbeError(
        'invalid-expectation',
        `routes[${index}]: it is called "${printable(name)}" as routes[${first}] is. Give each a name of its own.`,
      );
    }
  }
  return routes;
}

type Written = WrittenExpectations['routes'][number];

function routeOf(written: Written, common: WrittenExpectations['probe']): ExpectedRoute {
  const { name, app, url, ca, probe, expect } = written;
  return {
    name: name ?? app ?? shownUrl(new URL(url ?? '')),
    of: placeOf(written),
    ...(ca === undefined ? {} : { ca }),
    options: optionsFor(expect, { ...common, ...probe }),
    expect,
  };
}

function placeOf({ app, via, route, url = '', connectTo, host, serverName }: Written): ExpectedRoute['of'] {
  if (app !== undefined) {
    return { app, ...(via === undefined ? {} : { via }), ...(route === undefined ? {} : { route }) };
  }
  return {
    url,
    ...(connectTo === undefined ? {} : { connectTo }),
    ...(host === undefined ? {} : { host }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}
