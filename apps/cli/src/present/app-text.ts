import type { AppView, ClusterView, PodView, RouteView, ServiceView } from '@sticky/cluster';
import { columns } from '../terminal/columns.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { affinityText } from './affinity-text.ts';

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
    stickyText(app),
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
  const rows = [
    ...app.pods.map((pod, index) => [index === 0 ? '  Pods' : '', ...podCells(pod)]),
    ...(app.service === undefined ? [] : [['  Service', ...serviceCells(app.service)]]),
    ...app.routes.map((route, index) => [index === 0 ? '  Routes' : '', ...routeCells(route)]),
  ];
  const title = `${style.bold(oneLine(app.name))}   ${readyText(app)} ready, ${stickyText(app)}   ${style.dim(oneLine(app.image))}`;
  const problems = app.problems.map((problem) => style.warn(`  ! ${oneLine(problem)}`));
  return [title, ...columns(rows), ...problems].join('\n');
}

function podCells({ name, status, ready, address, restarts }: PodView): string[] {
  const state = status === 'Running' && !ready ? 'Running, not ready' : status;
  const again = restarts > 0 ? `restarted ${restarts} x` : '';
  return [name, state, address ?? '', again].map(oneLine);
}

function serviceCells({ type, url, port, affinity }: ServiceView): string[] {
  const keeps = affinity.kind === 'none' ? 'balances connections' : affinityText(affinity);
  return [url ?? `port ${port}`, type, keeps].map(oneLine);
}

function routeCells({ url, router, affinity, connectTo }: RouteView): string[] {
  const at = connectTo === undefined ? 'no address yet' : `at ${connectTo.host}:${connectTo.port}`;
  return [url, router, affinityText(affinity), at].map(oneLine);
}

function readyText({ replicas }: AppView): string {
  return `${replicas.ready}/${replicas.wanted}`;
}

/** What keeps a client on one pod, in the words of the first route that does, else of the Service. */
function stickyText(app: AppView): string {
  const affinities = [...app.routes, ...(app.service === undefined ? [] : [app.service])].map((each) => each.affinity);
  const first = affinities.find((affinity) => affinity.kind !== 'none');
  return first === undefined ? 'not sticky' : `sticky by ${affinityText(first)}`;
}
