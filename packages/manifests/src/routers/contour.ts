import type { Affinity, CookieAffinity } from '../affinity.ts';
import { ManifestError } from '../errors.ts';
import { byHost, tlsWithoutSecretLoss, withSecret } from '../render/by-host.ts';
import { type Fixed, lossesOf } from '../render/losses.ts';
import type { Rendered, Router } from '../router.ts';
import { portNumber, type Routing, type Rule } from '../routing.ts';
import { forWholePath } from '../rules/whole-path-regex.ts';
import { CONTOUR_COOKIE, read } from './contour-read.ts';

/** An HTTPProxy of Contour for each host. */
export const contour: Router = {
  id: 'contour',
  title: 'Contour',
  strengths: ['hashed'],
  status: 'stable',
  minimumVersion: 'Contour 1.26',
  notes: [
    'A route keeps its clients only while it leads to one Service: the strategies Cookie and RequestHash work within one.',
    'A prefix is compared as text: /shop also takes /shopping.',
    'A regular expression has to match the whole path, in the syntax of RE2.',
    'cookieRewritePolicies change the attributes of the cookie that Contour itself sets, too.',
    'Exact paths and regular expressions need 1.26, cookie rewriting 1.19.',
  ],
  documentation: 'https://projectcontour.io/docs/main/config/request-routing/#session-affinity',
  className: 'contour',
  marks: {
    controllers: ['projectcontour.io/ingress-controller'],
    annotations: ['projectcontour.io/'],
    kinds: ['projectcontour.io/HTTPProxy'],
    classNames: ['contour'],
  },
  render,
  read,
};

const COOKIE: Readonly<Record<string, Fixed>> = {
  name: { reason: `Contour calls its cookie ${CONTOUR_COOKIE}.`, instead: CONTOUR_COOKIE },
  strength: {
    reason: 'Contour hashes the cookie over the pods: a change of their set moves some sessions.',
    instead: 'hashed',
  },
  maxAgeSeconds: { reason: "Contour's cookie has no age: it lasts as long as the browser session." },
  changeOnFailure: { reason: 'Contour has a retry policy of its own, which knows no sessions.' },
};
const TIMEOUT: Fixed = { reason: 'Contour hashes the address: it forgets no client, so there is no timeout.' };

function render(routing: Routing, affinity: Affinity): Rendered {
  const { namespace, className } = routing;
  const sticky = stickyFields(affinity);
  const objects = byHost(withSecret(routing)).map(({ name, host, rules, tls }) => ({
    apiVersion: 'projectcontour.io/v1',
    kind: 'HTTPProxy',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    spec: {
      ...(className !== undefined && { ingressClassName: className }),
      virtualhost: { fqdn: requireHost(host), ...(tls !== undefined && { tls: { secretName: tls.secretName } }) },
      routes: rules.map((rule) => ({
        conditions: [conditionOf(rule)],
        services: [{ name: rule.service, port: portNumber(rule) }],
        ...sticky,
      })),
    },
  }));
  return {
    objects,
    losses: [
      ...lossesOf(affinity, affinity.kind === 'cookie' ? COOKIE : { timeoutSeconds: TIMEOUT }),
      ...tlsWithoutSecretLoss(routing, 'Contour'),
    ],
  };
}

function requireHost(host: string | undefined): string {
  if (host !== undefined) return host;
  throw new ManifestError(
    'unsupported-routing',
    'An HTTPProxy is for one host: give one, such as *.shop.example for many.',
  );
}

function conditionOf({ path, match }: Rule) {
  return match === 'regex' ? { regex: forWholePath(path) } : { [match]: path };
}

function stickyFields(affinity: Affinity) {
  switch (affinity.kind) {
    case 'none':
      return {};
    case 'cookie': {
      const rewrite = rewriteOf(affinity);
      return {
        loadBalancerPolicy: { strategy: 'Cookie' },
        ...(rewrite !== undefined && { cookieRewritePolicies: [rewrite] }),
      };
    }
    case 'client-address':
      return requestHash({ hashSourceIP: true });
    case 'header':
      return requestHash({ headerHashOptions: { headerName: affinity.name } });
  }
}

function requestHash(policy: object) {
  return { loadBalancerPolicy: { strategy: 'RequestHash', requestHashPolicies: [{ ...policy, terminal: true }] } };
}

function rewriteOf({ path, domain, secure, sameSite }: CookieAffinity) {
  const attributes = {
    ...(path !== undefined && { pathRewrite: { value: path } }),
    ...(domain !== undefined && { domainRewrite: { value: domain } }),
    ...(secure !== undefined && { secure }),
    ...(sameSite !== undefined && { sameSite }),
  };
  return Object.keys(attributes).length === 0 ? undefined : { name: CONTOUR_COOKIE, ...attributes };
}
