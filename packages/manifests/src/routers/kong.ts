import * as z from 'zod';
import type { Affinity } from '../affinity.ts';
import type { KubernetesObject } from '../objects.ts';
import { byAffinity, NOT_STICKY, type Sticking } from '../read/by-affinity.ts';
import { readCookie } from '../read/cookie.ts';
import { type PathReader, readIngress } from '../read/ingress.ts';
import { type ObjectIndex, objectIndex } from '../read/object-index.ts';
import { partsOf } from '../read/parts.ts';
import { specOf } from '../read/spec.ts';
import { unreadAnnotations } from '../read/unread.ts';
import { asPathType, ingressOf, type PathWriter } from '../render/ingress.ts';
import { type Fixed, lossesOf, needing } from '../render/losses.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import type { Routing } from '../routing.ts';

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

const POLICY = 'konghq.com/upstream-policy';
const KIND = 'configuration.konghq.com/KongUpstreamPolicy';
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
const readPath: PathReader = (path, pathType) => {
  if (pathType === 'Prefix' || pathType === 'Exact') return { path, match: pathType === 'Exact' ? 'exact' : 'prefix' };
  return path.startsWith('/~') ? { path: path.slice(2), match: 'regex' } : { path, match: 'prefix' };
};

function render(routing: Routing, affinity: Affinity): Rendered {
  const ingress = ingressOf(routing, { writePath });
  if (affinity.kind === 'none') return { objects: [ingress], losses: [] };
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

const record = z.record(z.string(), z.unknown());
const policySpec = z.looseObject({
  algorithm: z.string().nullish(),
  hashOn: record.nullish(),
  stickySessions: record.nullish(),
});

function read(objects: readonly KubernetesObject[]): readonly Reading[] {
  const find = objectIndex(objects);
  const policies = new Map<KubernetesObject, Sticking>();
  const services = new Map<KubernetesObject, Sticking>();
  return objects.flatMap((object) => {
    const ingress = readIngress(object, readPath);
    if (ingress === undefined) return [];
    const { namespace } = object.metadata;
    const unread = [...ingress.unread, ...unreadAnnotations(object, ['konghq.com/'], [])];
    return byAffinity(ingress.routing, { from: [object], unread }, ({ service }) => {
      const found = find('/Service', service, namespace);
      return found === undefined ? NOT_STICKY : once(services, found, () => ofService(found, find, policies));
    });
  });
}

/** The value that was made for a key before, so that what stands once is told once. */
function once<K, V>(made: Map<K, V>, key: K, make: () => V): V {
  const value = made.get(key) ?? make();
  made.set(key, value);
  return value;
}

function ofService(service: KubernetesObject, find: ObjectIndex, policies: Map<KubernetesObject, Sticking>): Sticking {
  const unread = unreadAnnotations(service, ['konghq.com/'], [POLICY]);
  const { namespace, annotations } = service.metadata;
  const policy = find(KIND, annotations?.[POLICY] ?? '', namespace);
  if (policy === undefined) return { ...NOT_STICKY, unread };
  const sticking = once(policies, policy, () => ofPolicy(policy));
  return { ...sticking, from: [service, policy], unread: [...unread, ...(sticking.unread ?? [])] };
}

function ofPolicy(policy: KubernetesObject): Sticking {
  const parts = partsOf(policy);
  const spec = parts.part(policySpec, specOf(policy), ['spec']);
  if (spec === undefined) return { ...NOT_STICKY, unread: parts.unread };
  parts.others(spec, ['spec'], ['algorithm', 'hashOn', 'stickySessions']);
  const pinned = spec.algorithm === 'sticky-sessions';
  const at = pinned ? 'stickySessions' : 'hashOn';
  const said = spec[at] ?? {};
  parts.others(said, ['spec', at], pinned ? ['cookie', 'cookiePath'] : ['cookie', 'cookiePath', 'header', 'input']);
  const affinity = ((): Affinity => {
    if (pinned || (spec.algorithm === 'consistent-hashing' && said.cookie !== undefined)) {
      const { cookie, unread } = readCookie(
        policy,
        pinned ? 'pinned' : 'hashed',
        {
          name: { value: said.cookie, path: ['spec', at, 'cookie'] },
          path: { value: said.cookiePath, path: ['spec', at, 'cookiePath'] },
        },
        'session',
      );
      parts.unread.push(...unread);
      return cookie;
    }
    if (spec.algorithm !== 'consistent-hashing') return { kind: 'none' };
    if (typeof said.header === 'string') return { kind: 'header', name: said.header.toLowerCase() };
    return said.input === 'ip' ? { kind: 'client-address' } : { kind: 'none' };
  })();
  return { affinity, unread: parts.unread };
}
