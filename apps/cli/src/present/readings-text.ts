import type { KubernetesObject, ReadObjects, RoutedReading, Rule, Source } from '@sticky/manifests';
import { columns } from '../terminal/columns.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { affinityText } from './affinity-text.ts';

/** What documents ask of their routers: a line for each route, and below it what is not understood. */
export function readingsText({ readings, unserved }: ReadObjects, sources: readonly Source[], style: Style): string {
  if (readings.length + unserved.length === 0) return 'Nothing here routes to an app.';
  const nameOf = naming(sources);
  const assumed = readings.flatMap(({ assumed, from }) =>
    assumed.map(({ field, reason }) => [`  ${nameOf(from[0])}`, field, oneLine(reason)]),
  );
  const unread = readings.flatMap((reading) =>
    reading.unread.map(({ object, path, reason }) => [`  ${nameOf(object)}`, pathText(path), oneLine(reason)]),
  );
  const nobody = unserved.map(({ object, reason }) => [`  ${nameOf(object)}`, oneLine(reason)]);
  return [
    ...table(['ROUTER', 'OBJECT', 'ROUTE', 'SERVICE', 'AFFINITY'].map(style.bold), readings, nameOf),
    ...section('For no router that is known', nobody, style),
    ...section('Left to the router', assumed, style),
    ...section('Kept, and no part of the affinity', unread, style),
  ].join('\n');
}

type NameOf = (object: KubernetesObject | undefined) => string;

/** `Ingress shop/web`, without the namespace where it names none, and with its file where there are several. */
function naming(sources: readonly Source[]): NameOf {
  const several = sources.length > 1;
  const files = new Map(
    sources.flatMap(({ file, documents }) => documents.map(({ object }) => [object, file] as const)),
  );
  return (object) => {
    if (object === undefined) return '';
    const { name, namespace } = object.metadata;
    const file = several ? `${files.get(object) ?? ''}: ` : '';
    return oneLine(`${file}${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`);
  };
}

function table(heads: readonly string[], readings: readonly RoutedReading[], nameOf: NameOf): readonly string[] {
  return readings.length === 0 ? [] : columns([heads, ...readings.flatMap((reading) => rowsOf(reading, nameOf))]);
}

function section(title: string, rows: readonly (readonly string[])[], style: Style): readonly string[] {
  return rows.length === 0 ? [] : ['', style.bold(title), ...columns(rows, 2)];
}

function rowsOf({ router, routing, affinity, from }: RoutedReading, nameOf: NameOf): readonly (readonly string[])[] {
  const secure = new Set(routing.tls.map(({ host }) => host));
  // What leads to no Service still has an affinity, and may be all that the file says.
  if (routing.rules.length === 0)
    return [[router, nameOf(from[0]), 'none that can be read', '', affinityText(affinity)]];
  return routing.rules.map((rule, index) => {
    const routes = [urlOf(rule, secure), oneLine(`${rule.service}:${rule.port}`)];
    return index === 0 ? [router, nameOf(from[0]), ...routes, affinityText(affinity)] : ['', '', ...routes];
  });
}

function urlOf({ host, path, match }: Rule, secure: ReadonlySet<string | undefined>): string {
  const scheme = secure.has(host) || secure.has(undefined) ? 'https' : 'http';
  return oneLine(`${scheme}://${host ?? '*'}${path}${match === 'prefix' ? '' : ` (${match})`}`);
}

function pathText(path: readonly (string | number)[]): string {
  const last = path.at(-1);
  return oneLine(path.includes('annotations') ? String(last) : path.join('.'));
}
