import { defaulted, items, optional, required, ruled, text } from './custom.ts';
import { GATEWAY, headerName, headerValue } from './gateway-api.ts';
import { oneOf, struct } from './types.ts';

export interface HTTPPathMatch {
  type?: string;
  value?: string;
}

/** Of a header or of a query parameter. */
export interface HTTPValueMatch {
  type?: string;
  name: string;
  value: string;
}

export interface HTTPRouteMatch {
  path?: HTTPPathMatch;
  headers?: HTTPValueMatch[];
  queryParams?: HTTPValueMatch[];
  method?: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
const PATH = "^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+$";
const PATH_TYPES = "when type one of ['Exact', 'PathPrefix']";

export const ANY_PATH: HTTPPathMatch = { type: 'PathPrefix', value: '/' };

const path = ruled(
  struct<HTTPPathMatch>(`${GATEWAY}.HTTPPathMatch`, {
    type: defaulted(oneOf('Exact', 'PathPrefix', 'RegularExpression'), 'PathPrefix', 'How the path is matched.'),
    value: defaulted(text({ most: 1024 }), '/', 'Path that is matched.'),
  }),
  ({ type, value = '/' }) => {
    if (type === 'RegularExpression') return [];
    return [
      !value.startsWith('/') && `value must be an absolute path and start with '/' ${PATH_TYPES}`,
      ...['//', '/./', '/../', '%2f', '%2F', '#'].map(
        (part) => value.includes(part) && `must not contain '${part}' ${PATH_TYPES}`,
      ),
      ...['/..', '/.'].map((end) => value.endsWith(end) && `must not end with '${end}' ${PATH_TYPES}`),
      !new RegExp(PATH).test(value) &&
        `must only contain valid characters (matching ${PATH}) for types ['Exact', 'PathPrefix']`,
    ];
  },
);

const matchType = defaulted(oneOf('Exact', 'RegularExpression'), 'Exact', 'How the value is matched.');

const header = struct<HTTPValueMatch>(`${GATEWAY}.HTTPHeaderMatch`, {
  type: matchType,
  name: required(headerName, 'Name of the header, in any case.'),
  value: required(headerValue, 'Value of the header.'),
});

const queryParam = struct<HTTPValueMatch>(`${GATEWAY}.HTTPQueryParamMatch`, {
  type: matchType,
  name: required(headerName, 'Name of the parameter.'),
  value: required(text({ least: 1, most: 1024 }), 'Value of the parameter.'),
});

export const match = struct<HTTPRouteMatch>(`${GATEWAY}.HTTPRouteMatch`, {
  path: defaulted(path, ANY_PATH, 'Path that must match.'),
  headers: optional(items(header, { most: 16, type: 'map', keys: ['name'] }), 'Headers that must all match.'),
  queryParams: optional(
    items(queryParam, { most: 16, type: 'map', keys: ['name'] }),
    'Query parameters that must all match.',
  ),
  method: optional(oneOf(...METHODS), 'Method that must match.'),
});
