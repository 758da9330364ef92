import { Fields } from './read-fields.ts';
import type { Field, FieldEdits } from './route.ts';

/**
 * Fields for one connection only (RFC 9110 section 7.6.1), and those that say how long a body is: each side writes its own.
 * `Expect` is met by the proxy itself.
 */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Fields that are no part of a trailer: who takes them for those of a head is misled (RFC 9110 section 6.5.1). */
const NO_TRAILERS: ReadonlySet<string> = new Set([
  'authorization',
  'cache-control',
  'content-encoding',
  'content-range',
  'content-type',
  'cookie',
  'host',
  'range',
  'set-cookie',
  'trailer',
]);

/** The fields that go on to the other side: as they came, less those of the connection and those that are to be removed. */
export function endToEnd(fields: Fields, remove?: ReadonlySet<string>): Field[] {
  const kept: Field[] = [];
  const named = connectionOptions(fields);
  const { list, names } = fields;
  for (let index = 0; index < list.length; index += 1) {
    const field = list[index];
    const name = names[index];
    if (field === undefined || name === undefined || HOP_BY_HOP.has(name)) continue;
    if (remove?.has(name) !== true && named?.has(name) !== true) kept.push(field);
  }
  return kept;
}

/** The trailers that go on: none that the head could not have had from here. */
export function trailersToPass(trailers: readonly Field[], edits?: FieldEdits): readonly Field[] {
  if (trailers.length === 0) return trailers;
  const names = trailers.map(([name]) => name.toLowerCase());
  return endToEnd(new Fields(trailers, names), edits?.remove).filter(([name]) => !NO_TRAILERS.has(name.toLowerCase()));
}

/** What `Connection` names besides `close` and `keep-alive`: those fields are of the connection, too. */
function connectionOptions(fields: Fields): ReadonlySet<string> | undefined {
  const connection = fields.value('connection');
  if (connection === undefined || /^(?:close|keep-alive)?$/i.test(connection)) return undefined;
  return tokens(connection);
}

/** The parts of a list (RFC 9110 section 5.6.1), in lower case. */
export function tokens(value: string): ReadonlySet<string> {
  return new Set(value.split(',').map((token) => token.trim().toLowerCase()));
}
