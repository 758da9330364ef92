import type { AppView, ClusterView, PodView, RouteAffinity, RouteView, ServiceView } from '@sticky/cluster';
import { columns, pad } from '../terminal/columns.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { affinityText } from './affinity-text.ts';

const LABEL = 12;

/** Every App of a namespace, a line each. */
export function viewText(view: ClusterView, style: Style): string {
  const where = oneLine(`${view.context} / ${view.namespace}`);
  const warnings = view.problems.map((problem) => style.warn(`! ${oneLine(problem)}`));
  if (view.apps.length === 0) {
    return [`No apps in ${where}. Start with: sticky deploy`, ...warnings].join('\n');
  }
  const header = ['APP', 'PODS', 'AFFINITY', 'SERVICE', 'ROUTE'].map(style.dim);
  const rows = view.apps.map((app) => [
    oneLine(app.name),
    readyText(app),
    stickyCell(app),
    oneLine(app.service?.url ?? app.service?.type ?? '-'),
    oneLine(app.routes.map((route) => route.url).join(' ') || '-'),
  ]);
  const problems = view.apps.flatMap((app) =>
    app.problems.map((text) => style.warn(`! ${oneLine(`${app.name}: ${text}`)}`)),
  );
  return [...columns([header, ...rows]), ...problems, ...warnings].join('\n');
}

/** One App with its pods, its Service and its routes. */
export function appText(app: AppView, style: Style): string {
  const { service } = app;
  return [
    `${style.bold(oneLine(app.name))}   ${readyText(app)} ready, ${stickyText(app)}`,
    ...labelled('Image', [oneLine(app.image)]),
    ...labelled('Pods', columns(app.pods.map(podCells))),
    ...labelled('Service', service === undefined ? [] : [serviceLine(service)]),
    ...labelled('Routes', app.routes.flatMap(routeLines)),
    ...app.problems.map((problem) => style.warn(`  ! ${oneLine(problem)}`)),
  ].join('\n');
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => pad(index === 0 ? `  ${label}` : '', LABEL) + line);
}

function podCells({ name, status, ready, address, restarts }: PodView): string[] {
  const state = status === 'Running' && !ready ? 'Running, not ready' : status;
  const again = restarts > 0 ? `restarted ${restarts} x` : '';
  return [name, state, address ?? '', again].map(oneLine);
}

function serviceLine({ type, url, port, affinity }: ServiceView): string {
  const keeps = affinity.kind === 'none' ? 'balances connections' : `sticky by ${affinityText(affinity)}`;
  return oneLine(`${url ?? `port ${port}`}   ${type}, ${keeps}`);
}

function routeLines(route: RouteView): string[] {
  const { url, connectTo } = route;
  const at = connectTo === undefined ? 'no address yet' : `at ${connectTo.host}:${connectTo.port}`;
  return [oneLine(`${url} ${at}`), oneLine(routedText(route))];
}

function routedText({ router, className, affinity }: RouteView): string {
  if (router === undefined) return `router unknown: ${className === undefined ? 'no class' : `class ${className}`}`;
  const label = router === 'gateway-api' ? `Gateway API (class ${className ?? ''})` : router;
  return `${label}, ${isSet(affinity) ? 'sticky by ' : ''}${affinityText(affinity)}`;
}

function readyText({ replicas }: AppView): string {
  return `${replicas.ready}/${replicas.wanted}`;
}

function stickyText(app: AppView): string {
  return isSet(affinityOf(app)) ? `sticky by ${stickyCell(app)}` : stickyCell(app);
}

function stickyCell(app: AppView): string {
  return affinityText(affinityOf(app));
}

/** What keeps a client on one pod: the first route that does, else the Service; with a route of which it is not known, nothing is. */
function affinityOf({ routes, service }: AppView): RouteAffinity {
  const affinities = [...routes, ...(service === undefined ? [] : [service])].map((each) => each.affinity);
  return affinities.find(isSet) ?? affinities.find(({ kind }) => kind === 'unknown') ?? { kind: 'none' };
}

function isSet({ kind }: RouteAffinity): boolean {
  return kind !== 'none' && kind !== 'unknown';
}
