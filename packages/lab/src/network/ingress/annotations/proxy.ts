import type { BodyPolicy, RetryCause, RetryPolicy, Timeouts } from '../../proxy/route.ts';
import { type AnnotationReader, named, SERVER_NAME, SIZE, WITH_SPACES } from './reader.ts';

export interface Proxying {
  readonly timeouts: Timeouts;
  readonly retry: RetryPolicy;
  readonly body: BodyPolicy;
  /** Bytes that the head of the pod's answer may have (`proxy_buffer_size`). */
  readonly mostAnswerHead: number;
  /** The Host that the pod gets instead of the client's. */
  readonly upstreamVhost?: string;
}

const NEXT_UPSTREAM =
  /^((error|timeout|invalid_header|http_500|http_502|http_503|http_504|http_403|http_404|http_429|non_idempotent|off)\s?)+$/;
const CAUSE = /^(error|timeout|invalid_header|http_\d{3})$/;

/**
 * `proxy-next-upstream-tries: 0` is no limit. nginx then goes on until the client gives up; the lab, in whose process
 * the user's editor may wait, gives up itself.
 */
const MOST_TRIES = 100;

/** annotations/proxy and annotations/upstreamvhost, with the defaults of controller/config. */
export function readProxy(reader: AnnotationReader): Proxying {
  const { values } = reader;
  const size = values.text(named('proxy-body-size'), SIZE, 'a size, such as "8m"') ?? '1m';
  const answerHead = values.text(named('proxy-buffer-size'), SIZE, 'a size, such as "8k"') ?? '4k';
  const buffering = values.option(named('proxy-request-buffering'), ['on', 'off']) ?? 'on';
  const upstreamVhost = values.text(
    named('upstream-vhost'),
    { test: (value) => SERVER_NAME.test(value.trim()) },
    'a name of a host',
    'rejected',
    WITH_SPACES,
  );
  if (upstreamVhost?.includes('$')) reader.refuse('upstream-vhost', 'may name no variable');
  return {
    timeouts: {
      connect: milliseconds(reader, 'proxy-connect-timeout', 5),
      send: milliseconds(reader, 'proxy-send-timeout', 60),
      read: milliseconds(reader, 'proxy-read-timeout', 60),
      total: 0,
      backend: 0,
    },
    retry: readRetry(reader),
    mostAnswerHead: sizeOf(answerHead) ?? 4 * 1024,
    body: { most: mostOf(size), isBuffered: buffering === 'on' },
    ...(upstreamVhost !== undefined && { upstreamVhost }),
  };
}

function readRetry(reader: AnnotationReader): RetryPolicy {
  const { values, refuse } = reader;
  const expected = 'causes such as "error timeout http_503", or "off"';
  const text = values.text(named('proxy-next-upstream'), NEXT_UPSTREAM, expected, 'dropped', WITH_SPACES);
  const words = new Set((text ?? 'error timeout').split(/\s+/));
  const tries = values.integer(named('proxy-next-upstream-tries')) ?? 3;
  const within = values.integer(named('proxy-next-upstream-timeout')) ?? 0;
  if (tries < 0) refuse('proxy-next-upstream-tries', 'is below 0, which nginx does not load');
  if (within < 0) refuse('proxy-next-upstream-timeout', 'is below 0, which nginx does not load');
  return {
    on: new Set(words.has('off') ? [] : [...words].filter(isCause)),
    most: tries === 0 ? MOST_TRIES : tries,
    within: within * 1000,
    nonIdempotent: words.has('non_idempotent'),
  };
}

function isCause(word: string): word is RetryCause {
  return CAUSE.test(word);
}

function milliseconds({ values, refuse }: AnnotationReader, name: string, byDefault: number): number {
  const seconds = values.integer(named(name)) ?? byDefault;
  if (seconds < 0) refuse(name, 'is below 0, which nginx does not load');
  // nginx's timer of 0 s is over at once; 0 would be none here.
  return seconds === 0 ? 1 : seconds * 1000;
}

/** What its check lets through and nginx does not take (`8b`) leaves nginx's own default, 1m. 0 is no limit. */
function mostOf(size: string): number {
  const bytes = sizeOf(size) ?? 1024 ** 2;
  return bytes === 0 ? Number.POSITIVE_INFINITY : bytes;
}

/** Bytes of a size of nginx (`8m`). */
function sizeOf(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([kmg]?)$/i.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
}
