import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { readCookie } from '../read/cookie.ts';
import { isGoTrue } from '../read/go-boolean.ts';
import { kindOf, objectIndex } from '../read/object-index.ts';
import { partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import { unreadAnnotations } from '../read/unread.ts';
import type { Loss, Reading } from '../router.ts';
import type { Rule } from '../routing.ts';

export const NAME = 'router.openshift.io/cookie_name';
export const SAME_SITE = 'router.openshift.io/cookie-same-site';
export const DISABLED = 'haproxy.router.openshift.io/disable_cookies';
export const BALANCE = 'haproxy.router.openshift.io/balance';
const OWN = ['haproxy.router.openshift.io/', 'router.openshift.io/'];
/** How a wildcard is said: a host of its subdomain, of which the first label counts for nothing. */
export const SUBDOMAIN = 'Subdomain';

const routeFields = z.looseObject({
  host: z.string().min(1),
  path: z.string().nullish(),
  wildcardPolicy: z.string().nullish(),
  to: z.looseObject({ kind: z.string().nullish(), name: z.string().min(1) }),
  port: z.looseObject({ targetPort: z.union([z.int().min(1).max(65535), z.string().min(1)]) }).nullish(),
  tls: z
    .looseObject({
      termination: z.string().nullish(),
      externalCertificate: z.looseObject({ name: z.string() }).nullish(),
    })
    .nullish(),
});
const ports = z.array(
  z.looseObject({
    port: z.int().min(1).max(65535),
    name: z.string().nullish(),
    targetPort: z.union([z.int(), z.string()]).nullish(),
  }),
);

/** What comes without TLS is led to TLS, as render has it; another policy is named. */
function redirect(policy: unknown): readonly string[] {
  return policy === 'Redirect' ? ['insecureEdgeTerminationPolicy'] : [];
}

/** One reading for each Route. */
export function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  return objects.flatMap((object): Reading[] => {
    if (kindOf(object) !== 'route.openshift.io/Route') return [];
    const parts = partsOf(object);
    const { name, namespace, annotations = {} } = object.metadata;
    const spec = parts.part(routeFields, specOf(object), ['spec']);
    parts.others(spec, ['spec'], ['host', 'path', 'wildcardPolicy', 'to', 'port', 'tls']);
    parts.others(spec?.to, ['spec', 'to'], ['kind', 'name', 'weight']);
    const tls = spec?.tls ?? undefined;
    parts.others(
      tls,
      ['spec', 'tls'],
      ['termination', 'externalCertificate', ...redirect(tls?.insecureEdgeTerminationPolicy)],
    );
    if (tls !== undefined && tls.termination !== 'edge') {
      parts.name(
        ['spec', 'tls', 'termination'],
        'A routing knows TLS that ends at the router alone: carry this over by hand.',
      );
    }
    const host = spec?.wildcardPolicy === SUBDOMAIN ? spec.host.replace(/^[^.]+/, '*') : spec?.host;
    const secret = tls?.externalCertificate?.name;
    const sticking = readAffinity(object, annotations);
    return [
      {
        routing: {
          name,
          ...(namespace !== undefined && { namespace }),
          rules: spec === undefined || host === undefined ? [] : [ruleOf(spec, host)],
          tls:
            tls === undefined || host === undefined
              ? []
              : [{ host, ...(secret !== undefined && { secretName: secret }) }],
        },
        from: [object],
        ...sticking,
        unread: [
          ...parts.unread,
          ...sticking.unread,
          ...unreadAnnotations(object, OWN, [
            NAME,
            SAME_SITE,
            DISABLED,
            ...(annotations[BALANCE] === 'source' ? [BALANCE] : []),
          ]),
        ],
      },
    ];

    function ruleOf({ path, to, port }: z.infer<typeof routeFields>, of: string): Rule {
      const offered = ports.safeParse(specOf(find('/Service', to.name, namespace) ?? object).ports).data ?? [];
      const target = port?.targetPort;
      if (target === undefined) parts.name(['spec', 'to'], 'No port is named: each port of the Service is routed to.');
      // A number is the pods' port, which the Service may offer under another.
      const found =
        typeof target === 'string'
          ? undefined
          : offered.find((one) => target === undefined || (one.targetPort ?? one.port) === target);
      const said = found === undefined ? target : found.port;
      return { host: of, path: path || '/', match: 'prefix', service: to.name, port: said ?? 80 };
    }
  });
}

function readAffinity(object: KubernetesObject, annotations: Readonly<Record<string, string>>) {
  if (isGoTrue(annotations[DISABLED])) {
    const affinity: Affinity = annotations[BALANCE] === 'source' ? { kind: 'client-address' } : { kind: 'none' };
    return { affinity, assumed: [], unread: [] };
  }
  const path = (name: string) => ['metadata', 'annotations', name];
  const { cookie, unread } = readCookie(
    object,
    'pinned',
    {
      name: { value: annotations[NAME], path: path(NAME) },
      sameSite: { value: annotations[SAME_SITE], path: path(SAME_SITE) },
    },
    object.metadata.name.slice(0, 128),
  );
  const reason = 'The router makes a hash of the namespace and the name of the Route.';
  const assumed: Loss[] = annotations[NAME] === undefined ? [{ field: 'name', reason, instead: cookie.name }] : [];
  return { affinity: cookie, assumed, unread };
}
