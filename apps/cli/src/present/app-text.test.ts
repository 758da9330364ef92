import type { AppView } from '@sticky/cluster';
import { expect, it } from 'vitest';
import { createStyle } from '../terminal/style.ts';
import { appText } from './app-text.ts';

const app: AppView = {
  name: 'chat',
  uid: 'uid-chat',
  image: 'chat:1',
  replicas: { wanted: 0, ready: 0 },
  pods: [],
  routes: [],
  waitingFor: [],
  problems: [],
};
const route = { name: 'chat', url: 'http://sticky.info/', affinity: { kind: 'unknown' } } as const;

it('says of a router that it does not know no more than its class', () => {
  const foreign = { ...route, className: 'traefik', connectTo: { host: '192.0.2.1', port: 80 } };

  expect(appText({ ...app, routes: [foreign, route] }, createStyle(false))).toMatchInlineSnapshot(`
    "chat   0/0 ready, affinity unknown
      Image     chat:1
      Routes    http://sticky.info/ at 192.0.2.1:80
                router unknown: class traefik
                http://sticky.info/ no address yet
                router unknown: no class"
  `);
});

it('says of a route of the Gateway API what its sessions are kept by, or that this is not known', () => {
  const gateway = { ...route, router: 'gateway-api', className: 'envoy' } as const;
  const byCookie = { ...gateway, affinity: { kind: 'cookie', name: 'key', strength: 'pinned' } } as const;
  const byHeader = { ...gateway, affinity: { kind: 'header', name: 'x-session' } } as const;

  expect(appText({ ...app, routes: [gateway, byCookie, byHeader] }, createStyle(false))).toMatchInlineSnapshot(`
    "chat   0/0 ready, sticky by cookie key, browser session, pinned
      Image     chat:1
      Routes    http://sticky.info/ no address yet
                Gateway API (class envoy), affinity unknown
                http://sticky.info/ no address yet
                Gateway API (class envoy), sticky by cookie key, browser session, pinned
                http://sticky.info/ no address yet
                Gateway API (class envoy), sticky by header x-session"
  `);
});
