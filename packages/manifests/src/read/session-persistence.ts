import * as z from 'zod';
import { gatewaySeconds } from '../gateway-duration.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Path } from '../router.ts';
import { COOKIE_MAX_AGE } from '../rules/range.ts';
import type { Sticking } from './by-affinity.ts';
import { readCookie } from './cookie.ts';
import { type Parts, partsOf } from './parts.ts';

/** Which releases of the Gateway API the field is read as: 1.3 to 1.6, or the one after. */
export type SessionPersistenceShape = 'released' | 'coming';

const text = z.string().exactOptional();
const lifetimeType = z.enum(['Session', 'Permanent']).exactOptional();
const type = z.enum(['Cookie', 'Header']).default('Cookie');
const released = z
  .looseObject({
    type,
    sessionName: text,
    absoluteTimeout: text,
    cookieConfig: z.looseObject({ lifetimeType }).prefault({}),
  })
  .transform(({ sessionName, cookieConfig, ...rest }) => ({
    ...rest,
    name: sessionName,
    path: undefined,
    ...cookieConfig,
  }));
const coming = z
  .looseObject({
    type,
    absoluteTimeout: text,
    cookie: z.looseObject({ name: text, path: text, lifetimeType }).prefault({}),
    header: z.looseObject({ name: text }).prefault({}),
  })
  .transform(({ cookie, header, ...rest }) => ({ ...rest, ...(rest.type === 'Cookie' ? cookie : header) }));

const FIELDS: Record<SessionPersistenceShape, readonly string[]> = {
  released: ['type', 'sessionName', 'absoluteTimeout', 'cookieConfig'],
  coming: ['type', 'absoluteTimeout', 'cookie', 'header'],
};

const REASONS = new Map([
  ['idleTimeout', 'idleTimeout is gone since Gateway API 1.6, and no implementation kept to it.'],
  ['sessionName', 'After Gateway API 1.6 the name stands in cookie.name or header.name: this one is dropped.'],
  ['cookieConfig', 'After Gateway API 1.6 the lifetime stands in cookie.lifetimeType: this one is dropped.'],
  ['cookie', 'Gateway API 1.3 to 1.6 knows no cookie here and drops it: it has sessionName and cookieConfig.'],
  ['header', 'Gateway API 1.3 to 1.6 knows no header here and drops it: it has sessionName.'],
]);

/** What an implementation makes of what the field leaves open. */
export interface PersistenceDefaults {
  /** What a session is called that has no name. Default `session`, for one that is made up for each rule. */
  readonly name?: string;
  /** The path of every cookie, where it is the same for all. */
  readonly path?: string;
}

/**
 * The affinity that a `sessionPersistence` says; undefined where there is none.
 *
 * @param at Where it stands in the object.
 */
export function readSessionPersistence(
  object: KubernetesObject,
  at: Path,
  value: unknown,
  shape: SessionPersistenceShape = 'released',
  defaults: PersistenceDefaults = {},
): Sticking | undefined {
  if (value === undefined || value === null) return undefined;
  const parts = partsOf(object);
  const data = parts.part<Persistence>(shape === 'released' ? released : coming, value, at);
  if (data === undefined) return { affinity: { kind: 'none' }, unread: parts.unread };
  parts.others(value, at, FIELDS[shape], REASONS);
  const { name: madeUp = 'session', path = data.path } = defaults;
  const named = data.name !== undefined && data.name !== '';
  const assumed = named ? [] : [{ field: 'name', reason: MADE_UP, instead: madeUp }];
  if (data.type === 'Header') {
    const name = (data.name || madeUp).toLowerCase();
    return { affinity: { kind: 'header', name }, assumed, unread: parts.unread };
  }
  const { cookie, unread } = readCookie(
    object,
    'pinned',
    {
      name: { value: data.name || undefined, path: at },
      path: { value: path, path: [...at, 'cookie', 'path'] },
      maxAgeSeconds: { value: lifetime(data, at, parts), path: at },
    },
    madeUp,
  );
  return { affinity: cookie, assumed, unread: [...parts.unread, ...unread] };
}

const MADE_UP = 'Without a name the implementation makes one up.';

interface Persistence {
  readonly type: 'Cookie' | 'Header';
  readonly name?: string | undefined;
  readonly path?: string | undefined;
  readonly absoluteTimeout?: string | undefined;
  readonly lifetimeType?: 'Session' | 'Permanent' | undefined;
}

function lifetime({ absoluteTimeout, lifetimeType }: Persistence, path: Path, parts: Parts): number | undefined {
  if (absoluteTimeout === undefined) {
    if (lifetimeType === 'Permanent') {
      parts.name(path, 'A Permanent cookie needs absoluteTimeout: the API server refuses the object.');
    }
    return undefined;
  }
  const at: Path = [...path, 'absoluteTimeout'];
  if (lifetimeType === 'Permanent') return readMaxAge(absoluteTimeout, at, parts);
  parts.name(at, 'The gateway ends the session after this time, whatever the browser keeps: no affinity says that.');
  return undefined;
}

/** Seconds that a browser keeps a cookie of such a lifetime, at most 400 days; undefined for one of no whole second. */
export function readMaxAge(duration: string, path: Path, parts: Parts): number | undefined {
  const seconds = gatewaySeconds(duration);
  const whole = Math.min(Math.floor(seconds ?? 0), COOKIE_MAX_AGE.to);
  if (seconds === undefined) {
    parts.name(
      path,
      'This is no duration of the Gateway API, such as 48h or 1h30m: the API server refuses the object.',
    );
  } else if (whole !== seconds) {
    parts.name(path, 'A browser keeps a cookie for whole seconds, and for 400 days at most.');
  }
  return whole > 0 ? whole : undefined;
}
