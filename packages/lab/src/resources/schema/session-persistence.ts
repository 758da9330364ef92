import { defaulted, optional, required, ruled, text } from './custom.ts';
import { duration, GATEWAY, headerName } from './gateway-api.ts';
import { oneOf, struct } from './types.ts';

export interface CookieConfig {
  lifetimeType?: string;
}

export interface NamedCookieConfig {
  name?: string;
  path?: string;
  lifetimeType?: string;
}

export interface HeaderConfig {
  name: string;
}

/**
 * As Gateway API v1.6.1 has it (`sessionName`, `cookieConfig`) and as the release after it will (`cookie`, `header`).
 * `idleTimeout` is gone since v1.6.0: it is a field that nobody knows.
 */
export interface SessionPersistence {
  absoluteTimeout?: string;
  type?: string;
  sessionName?: string;
  cookieConfig?: CookieConfig;
  cookie?: NamedCookieConfig;
  header?: HeaderConfig;
}

const lifetimeType = defaulted(
  oneOf('Permanent', 'Session'),
  'Session',
  'Permanent: the cookie ends with absoluteTimeout; Session: with the browser.',
);

const shape = struct<SessionPersistence>(`${GATEWAY}.SessionPersistence`, {
  absoluteTimeout: optional(duration, 'Time from its beginning after which a session is over, used or not.'),
  type: defaulted(oneOf('Cookie', 'Header'), 'Cookie', 'What carries the session.'),
  sessionName: optional(
    text({ most: 128 }),
    'v1.6.1: name of the cookie or header; one of its own for each rule when absent.',
  ),
  cookieConfig: optional(
    struct<CookieConfig>(`${GATEWAY}.CookieConfig`, { lifetimeType }),
    'v1.6.1: settings of the cookie.',
  ),
  cookie: optional(
    struct<NamedCookieConfig>(`${GATEWAY}.NamedCookieConfig`, {
      name: optional(headerName, 'Name of the cookie; one of its own for each rule when absent.'),
      path: defaulted(text({ most: 1024 }), '/', 'Path of the cookie.'),
      lifetimeType,
    }),
    'After v1.6.1: settings of the cookie.',
  ),
  header: optional(
    struct<HeaderConfig>(`${GATEWAY}.HeaderConfig`, { name: required(headerName, 'Name of the header.') }),
    'After v1.6.1: settings of the header.',
  ),
});

/**
 * Either of the two shapes, each with the rules of its own CRD. An object is in the coming shape when it has a field of
 * it; what both shapes could say (`type: Cookie` alone) is v1.6.1, where it is valid.
 */
export const sessionPersistence = ruled(shape, (value) => {
  const isComing = value.cookie !== undefined || value.header !== undefined;
  const isReleased = value.sessionName !== undefined || value.cookieConfig !== undefined;
  if (isComing && isReleased) {
    return ['cookie and header take the place of sessionName and cookieConfig: use the one or the other'];
  }
  return isComing ? comingComplaints(value) : releasedComplaints(value);
});

function releasedComplaints({ type, cookieConfig, absoluteTimeout }: SessionPersistence): (string | false)[] {
  return [
    cookieConfig?.lifetimeType === 'Permanent' && absoluteTimeout === undefined && PERMANENT_NEEDS_TIMEOUT,
    cookieConfig !== undefined && type !== 'Cookie' && 'cookieConfig can only be set with type Cookie',
  ];
}

function comingComplaints({ type, cookie, header, absoluteTimeout }: SessionPersistence): (string | false)[] {
  return [
    cookie?.lifetimeType === 'Permanent' && absoluteTimeout === undefined && PERMANENT_NEEDS_TIMEOUT,
    cookie !== undefined && type !== 'Cookie' && 'cookie must be nil if type is not Cookie',
    cookie === undefined && type === 'Cookie' && 'cookie must be specified for Cookie type',
    header !== undefined && type !== 'Header' && 'header must be nil if type is not Header',
    header === undefined && type === 'Header' && 'header must be specified for Header type',
  ];
}

const PERMANENT_NEEDS_TIMEOUT = 'AbsoluteTimeout must be specified when cookie lifetimeType is Permanent';
