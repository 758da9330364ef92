import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { readCookie } from '../read/cookie.ts';
import { isGoTrue } from '../read/go-boolean.ts';
import { kindOf, objectIndex } from '../read/object-index.ts';
import { partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import { unreadAnnotations } from '../read/unread.ts';
import type { Loss, Reading, Unread } from '../router.ts';
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

/** The names that the router's template takes; for another one it makes its own, without a word. */
export const COOKIE_NAME = /^[a-zA-Z0-9_-]+$/;

/** Whether the cookie of a Route is Secure and has a SameSite: where TLS ends at the router, and plain HTTP leads nowhere. */
export function hasSecureCookie(route: KubernetesObject): boolean {
  const { termination, insecureEdgeTerminationPolicy: policy } = tlsFields.safeParse(specOf(route).tls).data ?? {};
  return (termination === 'edge' || termination === 'reencrypt') && policy !== 'Allow';
}

const tlsFields = z.looseObject({
  termination: z.string().nullish(),
  insecureEdgeTerminationPolicy: z.string().nullish(),
});

/** What comes without TLS is led to TLS, as render has it; another policy is named. */
function redirect(policy: unknown): readonly string[] {
  return policy === 'Redirect' ? ['insecureEdgeTerminationPolicy'] : [];
}

const NO_SAME_SITE =
  'It does nothing: the router takes None, Lax or Strict, so written, where TLS ends at it and plain HTTP is not allowed.';

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
    const sticking =
      tls?.termination === 'passthrough' ? readPassthrough(object, annotations) : readAffinity(object, annotations);
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

type Annotations = Readonly<Record<string, string>>;

/** The router sees no cookies: it goes by the address unless told another way, or unless there are several Services. */
function readPassthrough(object: KubernetesObject, annotations: Annotations) {
  const { alternateBackends: others } = specOf(object);
  const alone = !Array.isArray(others) || others.length === 0;
  const balance = annotations[BALANCE] ?? (alone ? 'source' : undefined);
  const affinity: Affinity = balance === 'source' ? { kind: 'client-address' } : { kind: 'none' };
  const reason = 'It does nothing: the router sees no cookies in what it passes through.';
  const idle = [NAME, SAME_SITE].filter((name) => annotations[name] !== undefined);
  return { affinity, assumed: [], unread: idle.map((name) => ({ object, path: pathOf(name), reason })) };
}

const pathOf = (annotation: string) => ['metadata', 'annotations', annotation];

/** A value that the router passes over without a word. */
function passedOver(object: KubernetesObject, annotation: string, reason: string): Unread[] {
  return [{ object, path: pathOf(annotation), reason }];
}

function readAffinity(object: KubernetesObject, annotations: Annotations) {
  if (isGoTrue(annotations[DISABLED])) {
    const affinity: Affinity = annotations[BALANCE] === 'source' ? { kind: 'client-address' } : { kind: 'none' };
    return { affinity, assumed: [], unread: [] };
  }
  const { [NAME]: said, [SAME_SITE]: sameSite } = annotations;
  const named = said !== undefined && COOKIE_NAME.test(said);
  // Unlike elsewhere, in small letters it is none.
  const knowsSameSite = sameSite !== undefined && /^(None|Lax|Strict)$/.test(sameSite) && hasSecureCookie(object);
  const { cookie, unread } = readCookie(
    object,
    'pinned',
    {
      ...(named && { name: { value: said, path: pathOf(NAME) } }),
      ...(knowsSameSite && { sameSite: { value: sameSite, path: pathOf(SAME_SITE) } }),
    },
    object.metadata.name.slice(0, 128),
  );
  const reason = 'The router makes a hash of the namespace and the name of the Route.';
  const assumed: Loss[] = named ? [] : [{ field: 'name', reason, instead: cookie.name }];
  return {
    affinity: cookie,
    assumed,
    unread: [
      ...unread,
      ...(said === undefined || named
        ? []
        : passedOver(object, NAME, 'The router takes letters, digits, "_" and "-" alone: it makes a name of its own.')),
      ...(sameSite === undefined || knowsSameSite ? [] : passedOver(object, SAME_SITE, NO_SAME_SITE)),
    ],
  };
}
