import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { byPathType, byRegex, type PathReader, readIngress } from '../read/ingress.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { asPathType, asRegexPath, ingressOf } from '../render/ingress.ts';
import { lossesOf, needing } from '../render/losses.ts';
import type { Reading, Rendered, Router, Unread } from '../router.ts';
import { type Routing, servicesOf } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import {
  affinityOfLbMethod,
  lbMethodOf,
  nginxCookieLosses,
  nginxCookieParameters,
  parseNginxCookie,
  readNginxCookie,
} from './f5-nginx-cookie.ts';

const STICKY = 'nginx.org/sticky-cookie-services';
const STICKY_OF_PLUS = 'nginx.com/sticky-cookie-services';
const LB_METHOD = 'nginx.org/lb-method';
const PATH_REGEX = 'nginx.org/path-regex';
const PREFIXES = ['nginx.org/', 'nginx.com/'];

/** An Ingress of F5's own controller for NGINX, which people mistake for ingress-nginx: its annotations are others. */
export const f5Nginx: Router = {
  id: 'f5-nginx',
  title: 'F5 NGINX Ingress Controller, by annotation',
  strengths: ['pinned'],
  status: 'stable',
  minimumVersion: 'F5 NGINX Ingress Controller 5.4',
  notes: [
    'Before 5.4 cookies were for NGINX Plus alone, as nginx.com/sticky-cookie-services; the new name wins where both stand.',
    'It reads no annotation of nginx.ingress.kubernetes.io: that is ingress-nginx, another project.',
    'One wrong entry of sticky-cookie-services, or a blank after a ";", and none of them counts.',
    'ip_hash looks at the first three bytes of an IPv4 address: a network of 256 addresses shares a pod.',
    'path-regex makes all paths of the Ingress regular expressions; otherwise a prefix is compared letter by letter.',
    'The cookie is the MD5 of the address of the pod: a new pod at the same address keeps its clients.',
  ],
  documentation:
    'https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/',
  className: 'nginx',
  marks: { controllers: ['nginx.org/ingress-controller'], annotations: PREFIXES, classNames: ['nginx'] },
  render,
  read,
};

function render(routing: Routing, affinity: Affinity): Rendered {
  const useRegex = routing.rules.some(({ match }) => match === 'regex');
  const method = lbMethodOf(affinity);
  const annotations = {
    ...(affinity.kind === 'cookie' && {
      [STICKY]: servicesOf(routing)
        .map((service) => `serviceName=${service} ${nginxCookieParameters(affinity)}`)
        .join(';'),
    }),
    ...(method !== undefined && { [LB_METHOD]: method }),
    ...(useRegex && { [PATH_REGEX]: 'case_sensitive' }),
  };
  const secure =
    affinity.kind === 'cookie' && affinity.secure === false
      ? lossesOf(affinity, {
          secure: { reason: 'Nothing says that Secure is left out: it is, unless it is asked for.' },
        })
      : [];
  const everyHost = routing.rules.some(({ host }) => host === undefined);
  return {
    objects: [ingressOf(routing, { annotations, writePath: useRegex ? asRegexPath : asPathType })],
    losses: [...nginxCookieLosses(affinity), ...secure],
    ...needing(everyHost ? ['The controller takes rules without a host only with -allow-empty-ingress-host.'] : []),
  };
}

const REASONS: ReadonlyMap<string, string> = new Map([
  [STICKY_OF_PLUS, 'The older name of nginx.org/sticky-cookie-services, which stands here too and wins.'],
  [LB_METHOD, 'Picks the pods of requests without a session: it keeps no client on a pod.'],
  [PATH_REGEX, 'It is not known with this value: use case_sensitive, case_insensitive or exact.'],
  [
    'nginx.org/use-cluster-ip',
    "The Service's address is the only endpoint, so Kubernetes picks the pod, whatever the cookie.",
  ],
  ['nginx.org/mergeable-ingress-type', 'One host is spread over several Ingresses, a master and its minions.'],
  ['nginx.org/rewrites', 'Changes the path on its way, not that of the cookie.'],
]);

/** Whatever the pathType: nginx compares the whole path. */
const byExact: PathReader = (path) => ({ path, match: 'exact' });

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  return objects.flatMap((object): readonly Reading[] => {
    const annotations = object.metadata.annotations ?? {};
    const pathRegex = annotations[PATH_REGEX];
    const regex = pathRegex === 'case_sensitive' || pathRegex === 'case_insensitive';
    const readPath = regex ? byRegex : pathRegex === 'exact' ? byExact : byPathType('prefix');
    const found = readIngress(object, readPath);
    if (found === undefined) return [];
    const used = [
      STICKY in annotations ? STICKY : STICKY_OF_PLUS,
      ...(pathRegex === 'case_sensitive' || pathRegex === 'exact' ? [PATH_REGEX] : []),
    ];
    const reasons = new Map(REASONS);
    if (regex) reasons.set(PATH_REGEX, 'The paths ignore case, which no routing says.');
    const byMethod = affinityOfLbMethod(annotations[LB_METHOD] ?? '');
    if (byMethod !== undefined) used.push(LB_METHOD);
    const rest: Sticking = byMethod === undefined ? NOT_STICKY : { affinity: byMethod };
    const { services, unread } = stickyServices(object, found.routing);
    const others = unreadAnnotations(object, PREFIXES, used, reasons);
    return byAffinity(
      found.routing,
      { from: [object], unread: [...found.unread, ...unread, ...others] },
      ({ service }) => services.get(service) ?? rest,
    );
  });
}

/** What is asked for each Service; nothing for any of them where one entry is wrong. */
function stickyServices(object: KubernetesObject, routing: Routing) {
  const annotations = object.metadata.annotations ?? {};
  const name = Object.hasOwn(annotations, STICKY) ? STICKY : STICKY_OF_PLUS;
  const path = ['metadata', 'annotations', name];
  const unread: Unread[] = [];
  const services = new Map<string, Sticking>();
  const entries = (annotations[name] ?? '').split(';');
  const parsed = entries.map((entry) => /^[^ =]*=([^ =]+) ((?:[^"$\\]|\\[^$])*)$/.exec(entry));
  if (Object.hasOwn(annotations, name) && parsed.includes(null)) {
    const reason = 'An entry is not of the form "serviceName=NAME COOKIE …" without a blank before it, so none counts.';
    return { services, unread: [{ object, path, reason }] };
  }
  const routed = new Set(servicesOf(routing));
  for (const match of parsed) {
    const [, service = '', parameters = ''] = match ?? [];
    if (match === null) continue;
    const { cookie, unknown } = parseNginxCookie(parameters);
    const reading = readNginxCookie(object, cookie, () => path);
    services.set(service, { affinity: reading.cookie });
    unread.push(
      ...reading.unread,
      ...unknown.map((key) => ({ object, path, reason: `nginx knows no ${quote(key)} of a cookie.` })),
    );
    if (!routed.has(service)) {
      unread.push({
        object,
        path,
        reason: `This Ingress does not lead to the Service ${quote(service)}: the entry does nothing.`,
      });
    }
  }
  return { services, unread };
}
