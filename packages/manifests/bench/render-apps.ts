import { type AppSpec, renderApp, toYaml } from '../src/index.ts';

/** Prints the YAML of so many Apps behind ingress-nginx. */
const [count = '1'] = process.argv.slice(2);

for (let index = 0; index < Number(count); index += 1) {
  const app: AppSpec = {
    name: `app-${index}`,
    image: 'mopckou/sticky-session:0.0.5',
    replicas: 2,
    port: 8080,
    healthPath: '/',
    serviceType: 'ClusterIP',
    route: { host: 'sticky.info', path: '/', ingressClassName: 'nginx' },
  };
  const affinity = { kind: 'cookie', name: 'key', strength: 'pinned', maxAgeSeconds: 3600, sameSite: 'Lax' } as const;
  process.stdout.write(toYaml(renderApp(app, affinity, 'ingress-nginx').objects));
}
