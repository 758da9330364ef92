import { defaulted, integer, items, optional, required, ruled, text } from './custom.ts';
import {
  type BackendObjectReference,
  backendObjectReference,
  GATEWAY,
  headerName,
  headerValue,
  type LocalObjectReference,
  localObjectReference,
  portNumber,
  preciseHostname,
} from './gateway-api.ts';
import { bool, int32, oneOf, raw, string, struct } from './types.ts';

export interface HTTPHeader {
  name: string;
  value: string;
}

export interface HTTPHeaderFilter {
  set?: HTTPHeader[];
  add?: HTTPHeader[];
  remove?: string[];
}

export interface HTTPPathModifier {
  type: string;
  replaceFullPath?: string;
  replacePrefixMatch?: string;
}

export interface HTTPRequestRedirectFilter {
  scheme?: string;
  hostname?: string;
  path?: HTTPPathModifier;
  port?: number;
  statusCode?: number;
}

export interface HTTPURLRewriteFilter {
  hostname?: string;
  path?: HTTPPathModifier;
}

export interface HTTPRequestMirrorFilter {
  backendRef: BackendObjectReference;
  percent?: number;
  fraction?: object;
}

export interface HTTPCORSFilter {
  allowOrigins?: string[];
  allowCredentials?: boolean;
  allowMethods?: string[];
  allowHeaders?: string[];
  exposeHeaders?: string[];
  maxAge?: number;
}

export interface HTTPRouteFilter {
  type: string;
  requestHeaderModifier?: HTTPHeaderFilter;
  responseHeaderModifier?: HTTPHeaderFilter;
  requestMirror?: HTTPRequestMirrorFilter;
  requestRedirect?: HTTPRequestRedirectFilter;
  urlRewrite?: HTTPURLRewriteFilter;
  cors?: HTTPCORSFilter;
  externalAuth?: unknown;
  extensionRef?: LocalObjectReference;
}

const header = struct<HTTPHeader>(`${GATEWAY}.HTTPHeader`, {
  name: required(headerName, 'Name of the header.'),
  value: required(headerValue, 'Value of the header.'),
});
const headers = items(header, { most: 16, type: 'map', keys: ['name'] });

const headerFilter = struct<HTTPHeaderFilter>(`${GATEWAY}.HTTPHeaderFilter`, {
  set: optional(headers, 'Headers that take the place of those of their name.'),
  add: optional(headers, 'Headers that are added to those of their name.'),
  remove: optional(items(string(), { most: 16, type: 'set' }), 'Names of headers that are taken out.'),
});

const pathModifier = ruled(
  struct<HTTPPathModifier>(`${GATEWAY}.HTTPPathModifier`, {
    type: required(oneOf('ReplaceFullPath', 'ReplacePrefixMatch'), 'What is replaced.'),
    replaceFullPath: optional(text({ most: 1024 }), 'The path instead.'),
    replacePrefixMatch: optional(text({ most: 1024 }), 'What takes the place of the prefix that matched.'),
  }),
  (value) =>
    (['replaceFullPath', 'replacePrefixMatch'] as const).flatMap((field) => {
      const type = `R${field.slice(1)}`;
      const isSet = value[field] !== undefined;
      return [
        value.type === type && !isSet && `${field} must be specified when type is set to '${type}'`,
        value.type !== type && isSet && `type must be '${type}' when ${field} is set`,
      ];
    }),
);

const redirect = struct<HTTPRequestRedirectFilter>(`${GATEWAY}.HTTPRequestRedirectFilter`, {
  scheme: optional(oneOf('http', 'https'), 'Scheme of the location; that of the request when absent.'),
  hostname: optional(preciseHostname, 'Host of the location; that of the request when absent.'),
  path: optional(pathModifier, 'What becomes of the path.'),
  port: optional(portNumber, 'Port of the location.'),
  statusCode: defaulted(redirectStatus(), 302, 'Status of the answer.'),
});

function redirectStatus() {
  const statuses = [301, 302, 303, 307, 308];
  return ruled(int32(), (value) => [!statuses.includes(value) && `must be one of ${statuses.join(', ')}`]);
}

const rewrite = struct<HTTPURLRewriteFilter>(`${GATEWAY}.HTTPURLRewriteFilter`, {
  hostname: optional(preciseHostname, 'Host that the backend sees.'),
  path: optional(pathModifier, 'What becomes of the path.'),
});

const mirror = struct<HTTPRequestMirrorFilter>(`${GATEWAY}.HTTPRequestMirrorFilter`, {
  backendRef: required(backendObjectReference, 'Who gets a copy.'),
  percent: optional(integer(0, 100), 'Share of the requests that are copied.'),
  fraction: optional(raw(), 'Share of the requests that are copied.'),
});

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', '*'];
const ORIGIN = String.raw`(^\*$)|(^(http(s)?):\/\/(((\*\.)?([a-zA-Z0-9\-]+\.)*[a-zA-Z0-9-]+|\*)(:([0-9]{1,5}))?)$)`;

const cors = struct<HTTPCORSFilter>(`${GATEWAY}.HTTPCORSFilter`, {
  allowOrigins: optional(
    aloneOrNone('AllowOrigins', 'origins', text({ least: 1, most: 253, pattern: ORIGIN }), 64),
    'Origins that may read answers.',
  ),
  allowCredentials: optional(bool(), 'Whether browsers send cookies along.'),
  allowMethods: optional(aloneOrNone('AllowMethods', 'methods', oneOf(...METHODS), 9), 'Methods that are allowed.'),
  allowHeaders: optional(aloneOrNone('AllowHeaders', 'methods', headerName, 64), 'Headers that are allowed.'),
  exposeHeaders: optional(items(headerName, { most: 64, type: 'set' }), 'Headers of answers that scripts may read.'),
  maxAge: defaulted(integer(1), 5, 'Seconds that a browser keeps what it was told.'),
});

function aloneOrNone(field: string, others: string, item: Parameters<typeof items<string>>[0], most: number) {
  return ruled(items(item, { most, type: 'set' }), (values) => [
    values.includes('*') && values.length > 1 && `${field} cannot contain '*' alongside other ${others}`,
  ]);
}

/** Which field belongs to which type of filter. */
const FIELD_OF = {
  CORS: 'cors',
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  RequestRedirect: 'requestRedirect',
  URLRewrite: 'urlRewrite',
  ExtensionRef: 'extensionRef',
  ExternalAuth: 'externalAuth',
} as const;

const filter = ruled(
  struct<HTTPRouteFilter>(`${GATEWAY}.HTTPRouteFilter`, {
    type: required(oneOf(...Object.keys(FIELD_OF)), 'What the filter does.'),
    requestHeaderModifier: optional(headerFilter, 'What becomes of the headers of the request.'),
    responseHeaderModifier: optional(headerFilter, 'What becomes of the headers of the answer.'),
    requestMirror: optional(mirror, 'Who else gets the request; the lab does not do it.'),
    requestRedirect: optional(redirect, 'Where the client is sent.'),
    urlRewrite: optional(rewrite, 'What host and path the backend sees.'),
    cors: optional(cors, 'What browsers may do across origins.'),
    externalAuth: optional(raw(), 'Who decides whether the request may pass; the lab does not do it.'),
    extensionRef: optional(localObjectReference, 'A filter of the implementation; the lab has none.'),
  }),
  (value) =>
    Object.entries(FIELD_OF).map(([type, field]) => {
      const isSet = value[field] !== undefined;
      if (isSet && value.type !== type) return `filter.${field} must be nil if the filter.type is not ${type}`;
      return !isSet && value.type === type && `filter.${field} must be specified for ${type} filter.type`;
    }),
);

const ONCE = ['CORS', 'RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestRedirect', 'URLRewrite'];

export const filters = ruled(items(filter, { most: 16 }), (all) => {
  const count = (wanted: string) => all.filter(({ type }) => type === wanted).length;
  return [
    count('RequestRedirect') > 0 &&
      count('URLRewrite') > 0 &&
      'May specify either httpRouteFilterRequestRedirect or httpRouteFilterRequestRewrite, but not both',
    ...ONCE.map((type) => count(type) > 1 && `${type} filter cannot be repeated`),
  ];
});
