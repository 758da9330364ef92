import { tokens } from './hop-by-hop.ts';
import { type Fields, readFields } from './read-fields.ts';

/** The head of a pod's answer. */
export interface PodAnswerHead {
  readonly version: '1.0' | '1.1';
  readonly status: number;
  readonly reason: string;
  readonly fields: Fields;
  /** How the end of a body is known, where the answer has one. */
  readonly framing: 'length' | 'chunked' | 'until close';
  /** Of Content-Length. */
  readonly length: number | undefined;
  /** Whether the pod takes another request on this connection. */
  readonly keepsAlive: boolean;
  /** How many seconds it says it waits for that, 0 where it does not say. */
  readonly keepAliveSeconds: number;
}

const STATUS_LINE = /^HTTP\/1\.(\d) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
const LENGTH = /^\d{1,15}$/;
const MOST_FIELDS = 1_000;

/** Parses the head of an answer. Undefined for one that says nothing, or two things at once, of what follows it. */
export function readAnswerHead(text: string): PodAnswerHead | undefined {
  const lineEnd = text.indexOf('\r\n');
  const match = STATUS_LINE.exec(lineEnd < 0 ? text : text.slice(0, lineEnd));
  if (match === null) return undefined;
  const [, minor, status, reason = ''] = match;
  const fields = readFields(text, lineEnd < 0 ? text.length : lineEnd + 2, { underscores: true, most: MOST_FIELDS });
  if (typeof fields === 'string') return undefined;

  const coding = fields.value('transfer-encoding');
  const length = fields.value('content-length');
  if (coding !== undefined && (length !== undefined || coding.toLowerCase() !== 'chunked')) return undefined;
  if (length !== undefined && !LENGTH.test(length)) return undefined;
  const version = minor === '0' ? '1.0' : '1.1';
  return {
    version,
    status: Number(status),
    reason,
    fields,
    framing: coding !== undefined ? 'chunked' : length !== undefined ? 'length' : 'until close',
    length: length === undefined ? undefined : Number(length),
    keepsAlive: keepsAlive(fields, version),
    keepAliveSeconds: keepAliveSeconds(fields),
  };
}

function keepsAlive(fields: Fields, version: '1.0' | '1.1'): boolean {
  const connection = fields.value('connection');
  if (connection === undefined) return version === '1.1';
  // What nearly all of them say.
  if (connection === 'keep-alive') return true;
  const options = tokens(connection);
  return version === '1.1' ? !options.has('close') : options.has('keep-alive');
}

function keepAliveSeconds(fields: Fields): number {
  const value = fields.value('keep-alive');
  return value === undefined ? 0 : Number(/(?:^|[\s,])timeout=(\d{1,6})/i.exec(value)?.[1] ?? 0);
}
