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
  const { name, app, via, url, connectTo, ca, probe, expect } = written;
  const of =
    app === undefined
      ? { url: url ?? '', ...(connectTo === undefined ? {} : { connectTo }) }
      : { app, ...(via === undefined ? {} : { via }) };
  return {
    name: name ?? app ?? shownUrl(new URL(url ?? '')),
    of,
    ...(ca === undefined ? {} : { ca }),
    options: optionsFor(expect, { ...common, ...probe }),
    expect,
  };
}
