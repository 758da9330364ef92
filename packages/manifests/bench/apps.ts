import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  type Affinity,
  type AppSpec,
  capabilitiesOf,
  parseAffinity,
  parseAppSpec,
  type Router,
  renderApp,
  toYaml,
} from '../src/index.ts';

const example = (name: string): unknown =>
  parse(readFileSync(join(import.meta.dirname, '..', 'examples', name), 'utf8'));

/** The App of the examples. */
export const app: AppSpec = parseAppSpec(example('app.yaml'));
export const cookie: Affinity = parseAffinity(example('cookie.yaml'));
const clientAddress: Affinity = parseAffinity(example('client-address.yaml'));

/** The first affinity that a router can carry: some see no cookies. */
export function affinityFor(router: Router): Affinity {
  const { capabilities } = capabilitiesOf(router);
  return capabilities.some(({ id, outcome }) => id === 'cookie' && outcome === 'kept') ? cookie : clientAddress;
}

/** So many Apps behind ingress-nginx, of each what `kind` says, as one text. */
export function textOf(count: number, kinds: readonly string[]): string {
  const texts = Array.from({ length: count }, (_, index) => {
    const name = `app-${index}`;
    const one: AppSpec = { ...app, name, route: { host: `${name}.example`, path: '/', ingressClassName: 'nginx' } };
    return toYaml(renderApp(one, cookie, 'ingress-nginx').objects.filter(({ kind }) => kinds.includes(kind)));
  });
  return texts.join('---\n');
}
