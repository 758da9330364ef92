import * as z from 'zod';
import { f5NginxVirtualServer } from '../../routers/f5-nginx-virtualserver.ts';
import type { LintRule } from '../rule.ts';

const virtualServer = z.looseObject({
  apiVersion: z.string().startsWith('k8s.nginx.org/'),
  spec: z.looseObject({ upstreams: z.array(z.unknown()) }),
});
const upstream = z.looseObject({ sessionCookie: z.looseObject({ enable: z.undefined().optional() }) });

/** `enable: false` may be meant. */
export const virtualserverCookieNotEnabled: LintRule = {
  id: 'virtualserver-cookie-not-enabled',
  severity: 'error',
  title: 'A sessionCookie that is not enabled',
  why: 'The default of enable is false: NGINX sets no cookie, and every request meets any pod.',
  documentation: f5NginxVirtualServer.documentation,
  *check(scene) {
    for (const kind of ['VirtualServer', 'VirtualServerRoute']) {
      for (const document of scene.ofKind(kind)) {
        const upstreams = virtualServer.safeParse(document.object).data?.spec.upstreams ?? [];
        for (const [at, value] of upstreams.entries()) {
          if (!upstream.safeParse(value).success) continue;
          const path = ['spec', 'upstreams', at, 'sessionCookie'];
          yield {
            document,
            path,
            part: 'key',
            message: 'NGINX sets no cookie without enable: true: add it.',
            fix: {
              title: 'Enable the cookie',
              edits: [{ document, edit: { kind: 'set', path: [...path, 'enable'], value: true } }],
            },
          };
        }
      }
    }
  },
};
