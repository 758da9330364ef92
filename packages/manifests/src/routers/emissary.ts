import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byHost, tlsWithoutSecretLoss, withSecret } from '../render/by-host.ts';
import { classNameLoss, type Fixed, lossesOf } from '../render/losses.ts';
import type { Rendered, Router } from '../router.ts';
import { portNumber, type Routing, type Rule } from '../routing.ts';
import { forWholePath } from '../rules/whole-path-regex.ts';
import { RESOLVER, read } from './emissary-read.ts';

/** A Mapping of Emissary for each rule, and a Host for each host. */
export const emissary: Router = {
  id: 'emissary',
  title: 'Emissary-ingress',
  strengths: ['hashed'],
  status: 'stable',
  minimumVersion: 'Emissary-ingress 3.0',
  notes: [
    'load_balancer does nothing unless the Mapping has a resolver of endpoints: the default one knows the Service alone.',
    'Envoy sets a cookie only where there is a ttl; 0s makes it one of the browser session.',
    'A prefix is compared as text: /shop also takes /shopping.',
    'A Mapping cuts its prefix from the path unless rewrite is "".',
    'A regular expression has to match the whole path, in the syntax of RE2.',
  ],
  documentation:
    'https://emissary-ingress.dev/docs/3.10/topics/running/load-balancer/#sticky-sessions--session-affinity',
  marks: {
    kinds: ['getambassador.io/Mapping', 'getambassador.io/Host', 'getambassador.io/KubernetesEndpointResolver'],
    annotations: ['getambassador.io/'],
  },
  render,
  read,
};

const NEEDS_LISTENER =
  'A Listener that binds Hosts of this namespace, such as for port 8080 and 8443 with hostBinding from ALL.';

const nothing = (what: string): Fixed => ({ reason: `Emissary has no setting for ${what} of its cookie.` });
const COOKIE: Readonly<Record<string, Fixed>> = {
  strength: {
    reason: 'Emissary hashes the cookie over the pods: a change of their set moves some sessions.',
    instead: 'hashed',
  },
  domain: nothing('the domain'),
  secure: nothing('Secure'),
  sameSite: nothing('SameSite'),
  changeOnFailure: { reason: 'Emissary has a retry policy of its own, which knows no sessions.' },
};
const TIMEOUT: Fixed = { reason: 'Emissary hashes the address: it forgets no client, so there is no timeout.' };

function render(routing: Routing, affinity: Affinity): Rendered {
  const { name, namespace } = routing;
  const hosts = byHost(withSecret(routing));
  const object = (kind: string, own: string, spec?: object): KubernetesObject => ({
    apiVersion: 'getambassador.io/v3alpha1',
    kind,
    metadata: { name: own, ...(namespace !== undefined && { namespace }) },
    ...(spec !== undefined && { spec }),
  });
  const sticky = stickyFields(affinity);
  return {
    objects: [
      ...hosts.map(({ name: own, host = '*', tls }) =>
        object('Host', own, {
          hostname: host,
          ...(tls === undefined
            ? { requestPolicy: { insecure: { action: 'Route' } } }
            : { tlsSecret: { name: tls.secretName } }),
        }),
      ),
      ...(sticky === undefined ? [] : [object('KubernetesEndpointResolver', RESOLVER)]),
      ...routing.rules.map((rule, index) =>
        object('Mapping', index === 0 ? name : `${name}-${index + 1}`, {
          hostname: rule.host ?? '*',
          ...pathFields(rule),
          rewrite: '',
          service: `${rule.service}:${portNumber(rule)}`,
          ...sticky,
        }),
      ),
    ],
    losses: [
      ...lossesOf(affinity, affinity.kind === 'cookie' ? COOKIE : { timeoutSeconds: TIMEOUT }),
      ...tlsWithoutSecretLoss(routing, 'Emissary'),
      ...classNameLoss(routing, 'Emissary knows no classes: an ambassador_id tells its installations apart.'),
    ],
    needs: [NEEDS_LISTENER],
  };
}

function pathFields({ path, match }: Rule) {
  if (match === 'regex') return { prefix: forWholePath(path), prefix_regex: true };
  return { prefix: path, ...(match === 'exact' && { prefix_exact: true }) };
}

function stickyFields(affinity: Affinity) {
  const balance = (key: object) => ({ resolver: RESOLVER, load_balancer: { policy: 'ring_hash', ...key } });
  switch (affinity.kind) {
    case 'none':
      return undefined;
    case 'cookie': {
      const { name, path, maxAgeSeconds = 0 } = affinity;
      return balance({ cookie: { name, ...(path !== undefined && { path }), ttl: `${maxAgeSeconds}s` } });
    }
    case 'client-address':
      return balance({ source_ip: true });
    case 'header':
      return balance({ header: affinity.name });
  }
}
