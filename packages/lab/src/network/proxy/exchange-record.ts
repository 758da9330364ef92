import type { AccessEntry, AccessSession } from '../../access-log/access-entry.ts';
import { sessionId } from '../../access-log/session-id.ts';
import type { Field, RequestHead, Session } from './route.ts';
import type { Tries } from './tries.ts';

export interface ExchangeRecord {
  readonly via: AccessEntry['via'];
  readonly route: string;
  /** Milliseconds since 1970, when the head was whole. */
  readonly begun: number;
  readonly milliseconds: number;
  readonly head: RequestHead;
  readonly status: number;
  readonly session: Session | undefined;
  /** Absent where the router answered itself. */
  readonly tries: Tries | undefined;
}

/** The access log's entry of one exchange. */
export function entryOf({
  via,
  route,
  begun,
  milliseconds,
  head,
  status,
  session,
  tries,
}: ExchangeRecord): AccessEntry {
  const told = sessionOf(session, tries?.newField);
  return {
    time: new Date(begun).toISOString(),
    via,
    route,
    method: head.method,
    host: head.host,
    path: pathOf(head.target),
    status,
    ...(told === undefined ? {} : { session: told }),
    tries: tries?.forLog() ?? [],
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
