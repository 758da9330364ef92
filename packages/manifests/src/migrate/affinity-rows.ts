import type { Affinity } from '../affinity.ts';
import type { Loss, Router } from '../router.ts';
import type { Effective } from './effective.ts';
import type { MigrationRow } from './migration.ts';
import { nameOf } from './router-identity.ts';

/** What one routing object asked for, and what is left of it. */
export interface AffinityMove {
  /** `Ingress shop/web`. */
  readonly object: string;
  readonly from: Router;
  readonly to: Router;
  readonly effective: Effective;
  readonly assumed: readonly Loss[];
  readonly losses: readonly Loss[];
}

const SUBJECTS: Readonly<Record<string, string>> = {
  name: 'cookie name',
  strength: 'strength',
  maxAgeSeconds: 'Max-Age',
  path: 'cookie Path',
  domain: 'cookie Domain',
  secure: 'Secure',
  sameSite: 'SameSite',
  changeOnFailure: 'change on failure',
  timeoutSeconds: 'timeout',
};

/** A line for each field of the affinity, and one for the sessions that there are at the cut-over. */
export function affinityRows(move: AffinityMove): MigrationRow[] {
  const { affinity } = move.effective;
  if (affinity.kind === 'none') return [];
  const { kind, ...fields } = affinity;
  const added = move.losses.filter(
    ({ field, instead }) => field in SUBJECTS && !(field in fields) && instead !== undefined,
  );
  return [
    sessionsRow(move),
    ...Object.entries(fields).map(([field, value]) => fieldRow(move, field, value)),
    ...added.map(({ field }) => fieldRow(move, field, undefined)),
  ];
}

function fieldRow(move: AffinityMove, field: string, value: unknown): MigrationRow {
  const { object, to, effective, assumed, losses } = move;
  const loss = losses.find((candidate) => candidate.field === field);
  const isHeader = effective.affinity.kind === 'header' && field === 'name';
  const subject = isHeader ? 'header' : (SUBJECTS[field] ?? field);
  const byDefault = assumed.some((candidate) => candidate.field === field) ? ' (by default)' : '';
  const tacit = effective.tacit[field];
  if (value === undefined && loss !== undefined && tacit === `${String(loss.instead)} (by default)`) {
    const after = shown(field, loss.instead);
    return { object, subject, outcome: 'kept', before: tacit, after, meaning: keptMeaning(move, field) };
  }
  const before =
    value === undefined && tacit === undefined ? {} : { before: tacit ?? `${shown(field, value)}${byDefault}` };
  if (loss === undefined) {
    const after = shown(field, value);
    if (field === 'name' && effective.tacit.name !== undefined) {
      const meaning = `${effective.tacit.name} is a load balancer's own name: one before ${nameOf(to)} would take the two for each other, so the cookie has the name of the route.`;
      return { object, subject, outcome: 'changed', ...before, after, meaning };
    }
    return { object, subject, outcome: 'kept', ...before, after, meaning: keptMeaning(move, field) };
  }
  const meaning = `${loss.reason}${field === 'strength' && /\bpods?\b.*\bmoves?\b/.test(loss.reason) ? '' : consequence(effective.affinity, field, loss.instead)}`;
  if (loss.instead === undefined) return { object, subject, outcome: 'lost', ...before, meaning };
  return { object, subject, outcome: 'changed', ...before, after: shown(field, loss.instead), meaning };
}

function shown(field: string, value: unknown): string {
  return /Seconds$/.test(field) ? `${String(value)} s` : String(value);
}

/** The cut-over, which no router spares: none reads another's cookie. */
function sessionsRow({ object, from, to, effective: { affinity } }: AffinityMove): MigrationRow {
  const start = { object, subject: 'sessions', outcome: 'changed' } as const;
  switch (affinity.kind) {
    case 'cookie':
      return {
        ...start,
        before: `cookie of ${nameOf(from)}`,
        after: `cookie of ${nameOf(to)}`,
        meaning: `At the cut-over every session picks a pod anew, for ${nameOf(to)} does not know the pods that the cookies of ${nameOf(from)} mean: whatever a pod keeps in memory is gone, so cut over when few are at work.`,
      };
    default:
      return {
        ...start,
        before: affinity.kind === 'header' ? `hash by ${nameOf(from)}` : `address by ${nameOf(from)}`,
        after: affinity.kind === 'header' ? `hash by ${nameOf(to)}` : `address by ${nameOf(to)}`,
        meaning: `At the cut-over every client meets a pod anew, for ${nameOf(to)} spreads them over the pods in its own way: whatever a pod keeps in memory is gone, so cut over when few are at work.`,
      };
  }
}

function keptMeaning({ from, to, effective: { affinity }, losses }: AffinityMove, field: string): string {
  if (affinity.kind === 'header') return 'Requests with the same value of the header stay together.';
  if (affinity.kind !== 'cookie') return 'It counts from the last connection, as before.';
  const strength = losses.find((loss) => loss.field === 'strength')?.instead ?? affinity.strength;
  switch (field) {
    case 'name':
      // A pinned cookie says the same to every client of its pod: hashed, they all meet one pod again.
      return affinity.strength === 'pinned' && strength === 'hashed'
        ? `Browsers go on sending the cookies of ${nameOf(from)}, and ${nameOf(to)} hashes them: all sessions of one old pod meet one new pod until the cookies expire. Another name avoids it.`
        : strength === 'hashed'
          ? `Browsers go on sending the cookies of ${nameOf(from)}; ${nameOf(to)} hashes them as they are, so they stick without a new cookie, until they expire.`
          : `Browsers go on sending the cookies of ${nameOf(from)}; ${nameOf(to)} replaces them with its own.`;
    case 'strength':
      return affinity.strength === 'pinned'
        ? 'Adding pods moves nobody.'
        : 'Adding or removing a pod moves some sessions, as before.';
    case 'maxAgeSeconds':
      return 'A browser drops the cookie after the same time.';
    case 'path':
      return 'A browser returns the cookie for the same paths.';
    case 'domain':
      return 'A browser returns the cookie to the same hosts.';
    case 'secure':
      return affinity.secure === false
        ? 'A browser returns the cookie without TLS too.'
        : 'A browser returns the cookie over TLS alone.';
    case 'sameSite':
      return 'Requests that come from other sites are treated as before.';
    case 'changeOnFailure':
      return 'A pod that fails a request is left, or not, as before.';
    default:
      return 'It is said the same way.';
  }
}

/** What a loss means for people, beside what the router says of it. */
function consequence(affinity: Affinity, field: string, instead: Loss['instead']): string {
  if (affinity.kind !== 'cookie') return '';
  switch (field) {
    case 'strength':
      return instead === 'hashed'
        ? ' Adding or removing a pod now moves some sessions, where adding pods moved nobody.'
        : ' Adding pods now moves nobody.';
    case 'maxAgeSeconds':
      if (typeof instead !== 'number')
        return ' A session now ends when the browser is closed, and not before: whoever stays is never moved to another pod by time.';
      if (affinity.maxAgeSeconds === undefined)
        return ' A browser that was closed meets its pod again, where the session had ended.';
      return instead < affinity.maxAgeSeconds
        ? ' Sessions lose their pod sooner than before.'
        : ' Sessions keep their pod longer than before.';
    case 'path':
      return ' Where the new path does not lead to the pages of the app, a browser does not return the cookie; where it leads to more, apps on one host must not share its name.';
    case 'domain':
      return ' Other hosts of the domain no longer share the session.';
    case 'secure':
      return affinity.secure === true ? ' The cookie can travel without TLS, where a request does.' : '';
    case 'sameSite':
      return affinity.sameSite === 'None'
        ? ' Where the app stands in a frame of another site, browsers no longer return the cookie: there it does not stick.'
        : '';
    case 'name':
      return ' Rules elsewhere that name the cookie (caches, firewalls, consent lists) need the new name.';
    default:
      return '';
  }
}
