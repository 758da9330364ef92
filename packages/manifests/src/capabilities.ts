import type { Affinity, CookieAffinity, Strength } from './affinity.ts';
import { ManifestError } from './errors.ts';
import type { Loss, Rendered, Router, RouterId } from './router.ts';
import type { Routing, Rule } from './routing.ts';

/**
 * What becomes of a part of the intent. `kept`: the router says the same. `changed`: it has something else in its place,
 * always. `lost`: it says nothing of it, or cannot be asked for it.
 */
export type Carried = 'kept' | 'changed' | 'lost';

/** One thing that an intent can ask for, and what a router makes of it. */
export interface Capability {
  /** A key of `CAPABILITY_TITLES`: `cookie.maxAgeSeconds`, `client-address`, `rules.regex`. */
  readonly id: CapabilityId;
  readonly outcome: Carried;
  /** The one strength with which it is so, where the router has two and the other is worse. */
  readonly only?: Strength;
  /** What stands in its place, where that is always the same. */
  readonly instead?: string | number | boolean;
  /** Why it is changed or lost, in one sentence. */
  readonly reason?: string;
}

/** What a router is, and what it can say. Plain data. */
export interface Capabilities {
  readonly id: RouterId;
  readonly title: string;
  readonly status: Router['status'];
  readonly strengths: readonly Strength[];
  readonly minimumVersion: string;
  readonly notes: readonly string[];
  readonly documentation: string;
  /** In the order of `CAPABILITY_TITLES`. */
  readonly capabilities: readonly Capability[];
}

/** What can be asked for, and how to call it. */
export const CAPABILITY_TITLES = {
  cookie: 'by a cookie',
  'cookie.pinned': 'pinned: adding pods moves nobody',
  'cookie.hashed': 'hashed: a change of the pods moves some',
  'cookie.name': 'name of the cookie',
  'cookie.maxAgeSeconds': 'Max-Age of the cookie',
  'cookie.browserSession': 'cookie for the browser session',
  'cookie.path': 'Path of the cookie',
  'cookie.domain': 'Domain of the cookie',
  'cookie.secure': 'Secure on the cookie',
  'cookie.sameSite': 'SameSite of the cookie',
  'cookie.changeOnFailure': 'another pod after a failure',
  'client-address': 'by client address',
  'client-address.timeoutSeconds': 'timeout of an address',
  header: 'by a header',
  rules: 'hosts and paths',
  'rules.anyHost': 'any host',
  'rules.wildcard': 'hosts with a wildcard',
  'rules.exact': 'exact paths',
  'rules.regex': 'paths by regular expression',
  'rules.portByName': 'ports by name',
  'rules.services': 'several Services',
  tls: 'TLS that ends at the router',
  'tls.secretName': 'a Secret as certificate',
} as const;

/** Names one thing that can be asked for. */
export type CapabilityId = keyof typeof CAPABILITY_TITLES;

interface Sample {
  readonly id: CapabilityId;
  readonly routing: Routing;
  readonly affinity: Affinity;
  /** The field of a Loss that tells. A field above it tells, too: what loses `rules` loses `rules.match`. */
  readonly field?: string;
}

/**
 * What a router can say, found out by asking: each thing is rendered, and the losses tell. So there is no second table that
 * could say something else than the router does.
 */
export function capabilitiesOf(router: Router): Capabilities {
  const { id, title, status, strengths, minimumVersion, notes, documentation } = router;
  const capabilities = [...Map.groupBy(samplesFor(strengths), (sample) => sample.id)].map(([, samples]) =>
    best(samples.map((sample) => ask(router, sample))),
  );
  return { id, title, status, strengths, minimumVersion, notes, documentation, capabilities };
}

type Answer = Capability & { readonly strength?: Strength };

function ask(router: Router, { id, routing, affinity, field }: Sample): Answer {
  const strength = affinity.kind === 'cookie' ? { strength: affinity.strength } : {};
  try {
    const rendered = router.render(routing, affinity);
    const loss = field === undefined ? undefined : lossOf(rendered, field);
    if (loss === undefined) return { id, outcome: 'kept', ...strength };
    const { instead, reason } = loss;
    return {
      id,
      ...(instead === undefined ? { outcome: 'lost' } : { outcome: 'changed', instead }),
      reason,
      ...strength,
    };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return { id, outcome: 'lost', reason: error.message, ...strength };
  }
}

function lossOf({ losses }: Rendered, field: string): Loss | undefined {
  return losses.find((loss) => field === loss.field || field.startsWith(`${loss.field}.`));
}

const RANK: Readonly<Record<Carried, number>> = { kept: 2, changed: 1, lost: 0 };

/** Of the answers for each strength the best one, and which strength it is for where the other's is worse. */
function best(answers: readonly Answer[]): Capability {
  const [first, second] = answers.toSorted((one, other) => RANK[other.outcome] - RANK[one.outcome]);
  if (first === undefined) throw new TypeError('a capability without a sample');
  const { strength, ...capability } = first;
  const differs = second !== undefined && second.outcome !== first.outcome;
  return differs && strength !== undefined ? { ...capability, only: strength } : capability;
}

const rule: Rule = { host: 'shop.example', path: '/', match: 'prefix', service: 'shop', port: 80 };
const plain = routingWith(rule);

function routingWith(...rules: readonly Rule[]): Routing {
  return { name: 'shop', rules, tls: [] };
}

function samplesFor(strengths: readonly Strength[]): readonly Sample[] {
  const cookies = strengths.map((strength): CookieAffinity => ({ kind: 'cookie', name: 'key', strength }));
  const withField = (id: CapabilityId, field: keyof CookieAffinity, more: Partial<CookieAffinity>): readonly Sample[] =>
    cookies.map((cookie) => ({ id, routing: plain, affinity: { ...cookie, ...more }, field }));
  const { host: _, ...anyHost } = rule;
  const routed: readonly (readonly [id: CapabilityId, routing: Routing, field: string])[] = [
    ['rules', plain, 'rules.path'],
    ['rules.anyHost', routingWith(anyHost), 'rules.host'],
    ['rules.wildcard', routingWith({ ...rule, host: '*.shop.example' }), 'rules.host'],
    ['rules.exact', routingWith({ ...rule, path: '/cart', match: 'exact' }), 'rules.match'],
    ['rules.regex', routingWith({ ...rule, path: '/cart/[0-9]+', match: 'regex' }), 'rules.match'],
    ['rules.portByName', routingWith({ ...rule, port: 'http' }), 'rules.port'],
    ['rules.services', routingWith(rule, { ...rule, path: '/cart', service: 'cart' }), 'rules.service'],
    ['tls', { ...plain, tls: [{ host: 'shop.example' }] }, 'tls'],
    ['tls.secretName', { ...plain, tls: [{ host: 'shop.example', secretName: 'shop-tls' }] }, 'tls.secretName'],
  ];
  return [
    ...cookies.map((affinity): Sample => ({ id: 'cookie', routing: plain, affinity })),
    ...withStrength('pinned'),
    ...withStrength('hashed'),
    ...withField('cookie.name', 'name', {}),
    ...withField('cookie.maxAgeSeconds', 'maxAgeSeconds', { maxAgeSeconds: 3600 }),
    ...withField('cookie.browserSession', 'maxAgeSeconds', {}),
    ...withField('cookie.path', 'path', { path: '/shop' }),
    ...withField('cookie.domain', 'domain', { domain: 'shop.example' }),
    ...withField('cookie.secure', 'secure', { secure: true }),
    ...withField('cookie.sameSite', 'sameSite', { sameSite: 'Lax' }),
    ...withField('cookie.changeOnFailure', 'changeOnFailure', { changeOnFailure: true }),
    { id: 'client-address', routing: plain, affinity: { kind: 'client-address' } },
    {
      id: 'client-address.timeoutSeconds',
      routing: plain,
      affinity: { kind: 'client-address', timeoutSeconds: 600 },
      field: 'timeoutSeconds',
    },
    { id: 'header', routing: plain, affinity: { kind: 'header', name: 'x-user' } },
    ...routed.map(([id, routing, field]): Sample => ({ id, routing, affinity: { kind: 'none' }, field })),
  ];
}

function withStrength(strength: Strength): readonly Sample[] {
  const affinity: Affinity = { kind: 'cookie', name: 'key', strength };
  return [{ id: `cookie.${strength}`, routing: plain, affinity, field: 'strength' }];
}
