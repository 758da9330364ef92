import { printTable } from '../../../scripts/bench/table.ts';
import { renderApp, routers, toYaml } from '../src/index.ts';
import { affinityFor, app } from './apps.ts';
import { median, type Plan, timesASecond } from './measure.ts';

/** Apps rendered, written and read again, by each router. */
export function measureRendering(plan: Plan): void {
  const figures = Object.values(routers).map((router) => {
    const { id } = router;
    const affinity = affinityFor(router);
    const { objects } = renderApp(app, affinity, id);
    return {
      id,
      objects: timesASecond(() => renderApp(app, affinity, id), plan),
      yaml: timesASecond(() => toYaml(renderApp(app, affinity, id).objects), plan),
      read: timesASecond(() => router.read(objects), plan),
    };
  });
  const row = (name: string, of: (figure: 'objects' | 'yaml' | 'read') => number) => [
    name,
    ...(['objects', 'yaml', 'read'] as const).map((figure) => of(figure).toFixed(0)),
  ];
  printTable('Apps a second on one core', [
    ['', 'rendered', 'rendered as YAML', 'read'],
    ...figures.map((figure) => row(figure.id, (name) => figure[name])),
    row('median', (name) => median(figures.map((figure) => figure[name]))),
    row('slowest', (name) => Math.min(...figures.map((figure) => figure[name]))),
  ]);
}
