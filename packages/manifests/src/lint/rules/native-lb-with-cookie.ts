import * as z from 'zod';
import type { Path } from '../../router.ts';
import { annotationPath } from '../annotation.ts';
import type { Found, LintRule, Scene } from '../rule.ts';
import { TRAEFIK_DOCUMENTATION, TRAEFIK_PREFIX, traefikCookieOf } from '../view/traefik.ts';

const NATIVE_LB = `${TRAEFIK_PREFIX}service.nativelb`;
const list = z.array(z.unknown()).catch([]);
const ingressRoute = z.looseObject({ spec: z.looseObject({ routes: list }) });
const route = z.looseObject({ services: list }).catch({ services: [] });
const nativeSticky = z.looseObject({ nativeLB: z.literal(true), sticky: z.looseObject({ cookie: z.object() }) });

export const nativeLbWithCookie: LintRule = {
  id: 'native-lb-with-cookie',
  severity: 'error',
  title: '`nativeLB` defeats the cookie',
  why: "With nativeLB the only server that Traefik knows is the Service's own address: the cookie is set and comes back, and the Service still picks any pod.",
  documentation: TRAEFIK_DOCUMENTATION,
  *check(scene) {
    yield* onServices(scene);
    yield* inIngressRoutes(scene);
  },
};

const MESSAGE = 'The Service picks a pod again behind Traefik, whatever the cookie: take nativeLB out.';

function* onServices(scene: Scene): Iterable<Found> {
  for (const { document, annotations } of scene.services) {
    if (traefikCookieOf(annotations) === undefined) continue;
    const name = Object.keys(annotations).find((key) => key.toLowerCase() === NATIVE_LB);
    if (name === undefined || annotations[name] !== 'true') continue;
    yield { document, path: annotationPath(name), message: MESSAGE };
  }
}

function* inIngressRoutes(scene: Scene): Iterable<Found> {
  for (const document of scene.ofKind('IngressRoute')) {
    const routes = ingressRoute.safeParse(document.object).data?.spec.routes ?? [];
    for (const [at, value] of routes.entries()) {
      for (const [index, service] of route.parse(value).services.entries()) {
        if (!nativeSticky.safeParse(service).success) continue;
        const path: Path = ['spec', 'routes', at, 'services', index, 'nativeLB'];
        yield { document, path, message: MESSAGE };
      }
    }
  }
}
