import type { AccessEntry, AccessSession, AccessTry } from '../../access-log/access-entry.ts';
import { sessionId } from '../../access-log/session-id.ts';
import type { Field, Session } from './route.ts';
import type { MadeTry } from './tries.ts';

/** What the access log needs of one exchange. It holds a thousand of these, so nothing that holds more hangs on them. */
export interface ExchangeRecord {
  readonly via: AccessEntry['via'];
  readonly route: string;
  /** Milliseconds since 1970, when the head was whole. */
  readonly begun: number;
  readonly milliseconds: number;
  readonly method: string;
  readonly host: string;
  /** With its query. */
  readonly target: string;
  readonly status: number;
  readonly session: Session | undefined;
  /** None where the router answered itself. */
  readonly tries: readonly MadeTry[];
}

/** The access log's entry of one exchange. */
export function entryOf(record: ExchangeRecord): AccessEntry {
  const { via, route, begun, milliseconds, method, host, target, status, tries } = record;
  const session = sessionOf(record.session, newFieldOf(tries));
  return {
    time: new Date(begun).toISOString(),
    via,
    route,
    method,
    host,
    path: pathOf(target),
    status,
    ...(session === undefined ? {} : { session }),
    tries: tries.map(accessTry),
    milliseconds,
  };
}

/** The entry of a request whose head was refused: nothing in it can be believed. */
export function entryOfRefusal(via: AccessEntry['via'], status: number): AccessEntry {
  return { time: new Date().toISOString(), via, route: '', status, tries: [], milliseconds: 0 };
}

function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? target : target.slice(0, end);
}

function accessTry({ choice: { endpoint, reason }, failure }: MadeTry): AccessTry {
  const pod = endpoint.pod ?? `${endpoint.ip}:${endpoint.port}`;
  return failure === undefined ? { pod, reason } : { pod, reason, failure };
}

/** A field that the last choice gives its answer. */
function newFieldOf(tries: readonly MadeTry[]): Field | undefined {
  return tries.findLast(({ choice }) => choice.fields !== undefined)?.choice.fields?.[0];
}

function sessionOf(brought: Session | undefined, begins: Field | undefined): AccessSession | undefined {
  const session = begins === undefined ? brought : sessionIn(begins);
  if (session === undefined) return undefined;
  return { name: session.name, id: sessionId(session.value), isNew: begins !== undefined };
}

/** The session that a field of an answer begins: a cookie, or the field itself. */
function sessionIn([name, value]: Field): Session {
  if (name.toLowerCase() !== 'set-cookie') return { name, value };
  const [pair = ''] = value.split(';', 1);
  const at = pair.indexOf('=');
  return { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() };
}
