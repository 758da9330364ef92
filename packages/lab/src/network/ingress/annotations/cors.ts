import { RE2JS } from 're2js';
import { type AnnotationReader, named } from './reader.ts';

export interface Cors {
  /** `*`, or origins of which one may have a wildcard for its first label. */
  readonly origins: readonly string[];
  readonly methods: string;
  readonly headers: string;
  readonly credentials: boolean;
  readonly exposeHeaders: string;
  /** Seconds. */
  readonly maxAge: number;
}

// The patterns of annotations/cors. In a backtracking engine they would take for ever over some values.
const ORIGINS = RE2JS.compile('^((((([a-z]+://)?(\\*\\.)?[A-Za-z0-9\\-.]*(:\\d+)?,?)|null)+)|\\*)?$');
const ORIGIN = RE2JS.compile('^([a-z]+://(\\*\\.)?[A-Za-z0-9\\-.]*(:\\d+)?|\\*|null)?$');
const METHODS = RE2JS.compile('^([A-Za-z]+,?\\s?)+$');
const EXPOSED_HEADERS = RE2JS.compile('^(([A-Za-z0-9\\-_]+|\\*),?\\s?)+$');
const HEADERS = /^[A-Za-z0-9-_, ]*$/;

const DEFAULT_METHODS = 'GET, PUT, POST, DELETE, PATCH, OPTIONS';
const DEFAULT_HEADERS =
  'DNT,Keep-Alive,User-Agent,X-Requested-With,If-Modified-Since,Cache-Control,Content-Type,Range,Authorization';
const DEFAULT_MAX_AGE = 1_728_000;

/** annotations/cors. Undefined when it is not enabled. */
export function readCors({ values }: AnnotationReader): Cors | undefined {
  const enabled = values.boolean(named('enable-cors')) ?? false;
  const origins = values.text(named('cors-allow-origin'), ORIGINS, 'origins such as "https://example.com", or "*"');
  const list = 'names separated by commas';
  const headers = values.text(named('cors-allow-headers'), HEADERS, list);
  const methods = values.text(named('cors-allow-methods'), METHODS, list);
  const exposed = values.text(named('cors-expose-headers'), EXPOSED_HEADERS, list);
  const cors: Cors = {
    origins: origins === undefined ? ['*'] : originsOf(origins),
    // Checked twice there: the first time without spaces, the second time with them.
    methods: methods !== undefined && METHODS.test(methods) ? methods : DEFAULT_METHODS,
    headers: headers ?? DEFAULT_HEADERS,
    credentials: values.boolean(named('cors-allow-credentials')) ?? true,
    exposeHeaders: exposed !== undefined && EXPOSED_HEADERS.test(exposed) ? exposed : '',
    maxAge: values.integer(named('cors-max-age')) ?? DEFAULT_MAX_AGE,
  };
  return enabled ? cors : undefined;
}

function originsOf(text: string): readonly string[] {
  const origins = text
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
  return origins.includes('*') ? ['*'] : origins.filter((origin) => ORIGIN.test(origin));
}
