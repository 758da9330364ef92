import type { AppView, ClusterView, PodView } from '@sticky/cluster';
import type { Context } from '../contexts/context.ts';
import type { Sidebar } from './model.ts';
import type { Node } from './node.ts';

/** A sidebar on one lab with one App of two pods, its Service and its sticky route; tests change what they are about. */
export const pod = (name: string, changes: Partial<PodView> = {}): PodView => ({
  name: `sticky-d-6b8f7c-${name}`,
  uid: `uid-${name}`,
  status: 'Running',
  ready: true,
  address: '127.77.0.2',
  restarts: 0,
  createdAt: '2026-01-01T00:00:00Z',
  ...changes,
});

export const app = (changes: Partial<AppView> = {}): AppView => ({
  name: 'sticky-d',
  uid: 'uid-app',
  image: 'mopckou/sticky-session:0.0.5',
  replicas: { wanted: 2, ready: 2 },
  pods: [pod('rdn6q'), pod('6gjmv', { address: '127.77.0.3' })],
  service: {
    name: 'sticky-d',
    type: 'LoadBalancer',
    port: 8080,
    url: 'http://127.77.1.1:8080',
    affinity: { kind: 'none' },
  },
  routes: [
    {
      name: 'sticky-d',
      router: 'ingress-nginx',
      url: 'http://sticky.info/',
      connectTo: { host: '127.77.2.1', port: 80 },
      affinity: { kind: 'cookie', name: 'key', strength: 'hashed', maxAgeSeconds: 60 },
    },
  ],
  waitingFor: [],
  problems: [],
  ...changes,
});

export const view = (changes: Partial<ClusterView> = {}): ClusterView => ({
  context: 'sticky-lab',
  namespace: 'default',
  apps: [app()],
  problems: [],
  ...changes,
});

export const context = (changes: Partial<Context> = {}): Context => ({
  id: 'lab',
  name: 'sticky-lab',
  namespace: 'default',
  lab: true,
  state: { kind: 'open', view: view() },
  ...changes,
});

export const sidebar = (changes: Partial<Sidebar> = {}): Sidebar => ({
  contexts: [context()],
  ownLab: true,
  labBusy: false,
  proofs: new Map(),
  identities: new Map(),
  now: Date.parse('2026-01-01T01:00:00Z'),
  ...changes,
});

/** The rows as a reader sees them: indented, label and description. */
export function drawn(nodes: readonly Node[], indent = ''): string {
  return nodes
    .map(({ label, description, children }) => {
      const line = `${indent}${label}${description === undefined ? '' : `  ${description}`}\n`;
      return line + drawn(children, `${indent}  `);
    })
    .join('');
}

/** All rows, those below included. */
export const flat = (nodes: readonly Node[]): readonly Node[] =>
  nodes.flatMap((node) => [node, ...flat(node.children)]);
