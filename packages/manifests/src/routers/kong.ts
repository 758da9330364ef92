import type { Affinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import { asPathType, ingressOf, type PathWriter } from '../render/ingress.ts';
import { type Fixed, lossesOf, needing } from '../render/losses.ts';
import type { Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { POLICY, read } from './kong-read.ts';
import { requirePlainName } from './plain-name.ts';

/** An Ingress of Kong, with a KongUpstreamPolicy that its Services name. */
export const kong: Router = {
  id: 'kong',
  title: 'Kong',
  strengths: ['hashed', 'pinned'],
  status: 'stable',
  minimumVersion: 'Kong Ingress Controller 3.0',
  notes: [
    'A cookie that names its pod (sticky-sessions) needs Kong Gateway Enterprise 3.11 and Kong Ingress Controller 3.5.',
    'The policy hangs on the Service by its annotation, not on the Ingress, and has to be in the namespace of the Service.',
    'Kong takes letters, digits, "_" and "-" in the name of a cookie or header, and . ~ and single slashes beside them in the path of a cookie.',
  ],
  documentation:
    'https://developer.konghq.com/kubernetes-ingress-controller/reference/custom-resources/#kongupstreampolicy',
  className: 'kong',
  marks: {
    controllers: ['ingress-controllers.konghq.com/kong'],
    annotations: ['konghq.com/'],
    kinds: ['configuration.konghq.com/KongUpstreamPolicy'],
    classNames: ['kong'],
  },
  render,
  read,
};

const ENTERPRISE =
  'Kong Gateway Enterprise 3.11 and Kong Ingress Controller 3.5: the algorithm sticky-sessions is not in open source.';

const nothing = (what: string): Fixed => ({ reason: `Kong has no setting for ${what} of its cookie.` });
const COOKIE = {
  maxAgeSeconds: { reason: "Kong's cookie has no age: it lasts as long as the browser session." },
  domain: nothing('the domain'),
  secure: nothing('Secure'),
  sameSite: nothing('SameSite'),
  changeOnFailure: { reason: 'Kong tries the next pod by itself when one fails.' },
};
const NO_PATH = {
  path: { reason: 'Kong wants the path of its cookie said: it is / where the intent has none.', instead: '/' },
};
const NO_TIMEOUT = {
  timeoutSeconds: { reason: 'Kong hashes the address: it forgets no client, so there is no timeout.' },
};

/** Kong takes a path behind `~` for a regular expression, from the path's beginning. */
const writePath: PathWriter = (rule) =>
  rule.match === 'regex' ? { path: `/~${rule.path}`, pathType: 'ImplementationSpecific' } : asPathType(rule);

function render(routing: Routing, affinity: Affinity): Rendered {
  const ingress = ingressOf(routing, { writePath });
  if (affinity.kind === 'none') return { objects: [ingress], losses: [] };
  requirePlainName('Kong', affinity);
  requirePath(affinity);
  const { name, namespace } = routing;
  const policy = {
    apiVersion: 'configuration.konghq.com/v1beta1',
    kind: 'KongUpstreamPolicy',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec: policyFor(affinity),
  };
  const open = affinity.kind === 'cookie' && affinity.path === undefined;
  return {
    objects: [ingress, policy],
    serviceSettings: { annotations: { [POLICY]: name } },
    losses: lossesOf(affinity, affinity.kind === 'cookie' ? { ...COOKIE, ...(open && NO_PATH) } : NO_TIMEOUT),
    ...needing(affinity.kind === 'cookie' && affinity.strength === 'pinned' ? [ENTERPRISE] : []),
  };
}

/** The gateway refuses paths that its CRD takes: validate_path of kong's typedefs.lua. */
function requirePath(affinity: Affinity): void {
  if (affinity.kind !== 'cookie' || affinity.path === undefined) return;
  if (/^\/[A-Za-z0-9._~/-]*$/.test(affinity.path) && !affinity.path.includes('//')) return;
  throw new ManifestError(
    'unsupported-affinity',
    `Kong refuses the cookie's path ${quote(affinity.path)}: use letters, digits and . _ ~ - between single slashes.`,
  );
}

function policyFor(affinity: Exclude<Affinity, { kind: 'none' }>) {
  switch (affinity.kind) {
    case 'cookie': {
      const { name, strength, path = '/' } = affinity;
      return strength === 'pinned'
        ? {
            algorithm: 'sticky-sessions',
            hashOn: { input: 'none' },
            stickySessions: { cookie: name, cookiePath: path },
          }
        : { algorithm: 'consistent-hashing', hashOn: { cookie: name, cookiePath: path } };
    }
    case 'client-address':
      return { algorithm: 'consistent-hashing', hashOn: { input: 'ip' } };
    case 'header':
      return { algorithm: 'consistent-hashing', hashOn: { header: affinity.name } };
  }
}
