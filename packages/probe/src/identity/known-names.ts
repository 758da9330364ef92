import type { Alone, Grade } from './sighting.ts';

/** What a name is known for, most telling first. */
interface KnownName {
  readonly words: RegExp;
  readonly grade: Exclude<Grade, 'unknown'>;
  /** For a body, which is the app's own word: a header field any proxy on the way may have added. */
  readonly alone: Alone;
}

/**
 * Names of what names an instance, as words: `podName`, `pod_name` and `X-Pod-Name` are all `pod name`.
 *
 * Left out on purpose: nodes, zones and regions (several pods share one), versions, colours and builds (so do all pods of a
 * release), workers and processes (one pod has several), and Via, which names only intermediaries (RFC 9110, 7.6.3).
 */
const knownNames: readonly KnownName[] = [
  { words: /^(?:k8s |kubernetes |my )?pod(?: (?:name|id|uid|uuid))?$/, grade: 'own', alone: 'loose' },
  { words: /^(?:server |pod |os |system |my |container )?(?:hostname|host name)$/, grade: 'own', alone: 'strict' },
  { words: /^(?:docker )?container(?: (?:name|id|uuid))?$/, grade: 'own', alone: 'loose' },
  { words: /^(?:(?:server|app|service|backend) )?uuid$/, grade: 'own', alone: 'any' },
  { words: /^(?:(?:app|server|service) )?(?:instance|replica)(?: (?:name|id|uuid))?$/, grade: 'own', alone: 'strict' },
  { words: /^(?:request )?(?:served by|running on|server name)$/, grade: 'shared', alone: 'strict' },
  {
    words: /^(?:envoy )?(?:backend|upstream|server|app server)(?: (?:id|name|server|host|addr|address|pod))?$/,
    grade: 'shared',
    alone: 'strict',
  },
];

/** What a name is known for; undefined for a name that says nothing. */
export function knownName(words: string): { readonly rank: number; readonly known: KnownName } | undefined {
  const rank = knownNames.findIndex((known) => known.words.test(words));
  const known = knownNames[rank];
  return known && { rank, known };
}

/** Words of names whose values change with the request, the time or the release, not with the instance. */
const telling = new Set(
  (
    'request req trace traceparent span correlation transaction session sid csrf xsrf token nonce etag time timestamp date ' +
    'age expires count counter hits cache variant experiment bucket group flag ab version build commit sha hash digest ' +
    'revision release client remote peer forwarded origin user cookie port limit remaining node zone region rack cluster ' +
    'dc datacenter pop edge colo via ray worker process thread pid content length key secret auth email account tenant ' +
    'customer order product item article model image location url uri path query referer report nel policy'
  ).split(' '),
);

/** A name that tells of itself that it is not who answered. */
export function namesSomethingElse(words: string): boolean {
  return words.split(' ').some((word) => telling.has(word));
}

/** `podName`, `POD_NAME` and `pod-name` as `pod name`. */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[^a-zA-Z0-9]+/g, ' ')
    .trim()
    .toLowerCase();
}
