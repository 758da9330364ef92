import * as z from 'zod';
import { INGRESS_NGINX_ANNOTATIONS as ANNOTATION } from '../../routers/ingress-nginx-annotations.ts';
import { annotationPath } from '../annotation.ts';
import type { LintRule, Scene } from '../rule.ts';
import { nginxCookieIngresses } from '../view/nginx.ts';

const workload = z.looseObject({
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({ containers: z.array(z.looseObject({ args: z.array(z.string()).default([]) })) }),
    }),
  }),
});

/** Whether Traefik is among the documents, told to read the annotations of ingress-nginx. */
function traefikReadsNginx(scene: Scene): boolean {
  return ['Deployment', 'DaemonSet'].some((kind) =>
    scene.ofKind(kind).some(({ object }) => {
      const containers = workload.safeParse(object).data?.spec.template.spec.containers ?? [];
      return containers.some(({ args }) =>
        args.some((arg) => /^--providers\.kubernetesingressnginx\b(?!=false)/i.test(arg)),
      );
    }),
  );
}

export const traefikTakesBalancedForPersistent: LintRule = {
  id: 'traefik-takes-balanced-for-persistent',
  severity: 'note',
  title: 'A balanced cookie that Traefik takes for a persistent one',
  why: "Traefik's provider for ingress-nginx knows cookies that name their pod alone: new pods get new clients only, and at the cut-over every client picks a pod anew.",
  documentation: 'https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress-nginx/',
  *check(scene) {
    if (!traefikReadsNginx(scene)) return;
    for (const { document, settings } of nginxCookieIngresses(scene)) {
      if (settings.mode === 'persistent') continue;
      const said = settings.mode === 'balanced';
      yield {
        document,
        path: annotationPath(said ? ANNOTATION.affinityMode : ANNOTATION.affinity),
        message: `Traefik keeps clients as with ${ANNOTATION.affinityMode}: "persistent": write that, so that it says what happens.`,
      };
    }
  },
};
