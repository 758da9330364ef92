import * as z from 'zod';
import { list, oneOf, pattern, rules, shape, whole } from '../schema.ts';

// https://www.haproxy.com/documentation/kubernetes-ingress/community/configuration-reference/customresources/backend/

const word = pattern(/^\S+$/, 'write it without spaces');
const years = (what: string) => whole(what, 0, 100 * 366 * 86400).optional();

const cookie = shape({
  name: word,
  type: oneOf('rewrite', 'insert', 'prefix').optional(),
  dynamic: z.boolean().optional(),
  httponly: z.boolean().optional(),
  indirect: z.boolean().optional(),
  nocache: z.boolean().optional(),
  postonly: z.boolean().optional(),
  preserve: z.boolean().optional(),
  secure: z.boolean().optional(),
  maxidle: years('The longest idle time in seconds'),
  maxlife: years('The longest life in seconds'),
  domain: list(shape({ value: word })).optional(),
  attr: list(shape({ value: word })).optional(),
}).superRefine(
  rules(({ type, maxidle, maxlife, indirect }) =>
    (maxidle ?? maxlife) !== undefined && type !== 'insert'
      ? { path: ['type'], message: 'maxidle and maxlife count for a cookie that HAProxy inserts: set type to insert.' }
      : indirect === true && type === 'rewrite'
        ? {
            path: ['indirect'],
            message: 'A cookie that the app sets has to reach it: take indirect out, or set type to insert.',
          }
        : undefined,
  ),
);

const balance = shape(
  {
    algorithm: oneOf(
      'first',
      'hash',
      'hdr',
      'leastconn',
      'random',
      'rdp-cookie',
      'roundrobin',
      'source',
      'static-rr',
      'uri',
      'url_param',
    ),
    hdr_name: z.string().optional(),
    hash_expression: z.string().optional(),
  },
  [
    'hdr_use_domain_only',
    'random_draws',
    'rdp_cookie_name',
    'uri_depth',
    'uri_len',
    'uri_path_only',
    'uri_whole',
    'url_param',
    'url_param_check_post',
    'url_param_max_wait',
  ],
).superRefine(
  rules(({ algorithm, hdr_name }) =>
    algorithm === 'hdr' && hdr_name === undefined
      ? { path: ['hdr_name'], message: 'Algorithm hdr needs it: name the header.' }
      : undefined,
  ),
);

const hashType = shape({
  method: oneOf('map-based', 'consistent').optional(),
  function: oneOf('sdbm', 'djb2', 'wt6', 'crc32', 'none').optional(),
  modifier: oneOf('avalanche').optional(),
});

/** A Backend has a field for each of HAProxy's many keywords: what is not about affinity is not looked at. */
export const backend = z.looseObject({
  cookie: cookie.optional(),
  balance: balance.optional(),
  hash_type: hashType.optional(),
  dynamic_cookie_key: word.optional(),
});
