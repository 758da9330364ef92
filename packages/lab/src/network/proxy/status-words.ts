import { STATUS_CODES } from 'node:http';

/** nginx's own words in a status line, where node has others (ngx_http_header_filter_module.c). */
const IN_LINE: Readonly<Record<number, string>> = {
  302: 'Moved Temporarily',
  405: 'Not Allowed',
  408: 'Request Time-out',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  416: 'Requested Range Not Satisfiable',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** On its pages it has still others (ngx_http_special_response.c). */
const ON_PAGE: Readonly<Record<number, string>> = { ...IN_LINE, 302: 'Found', 401: 'Authorization Required' };

/** The words after a status in an answer that no pod gave. */
export function wordsInLine(status: number): string {
  return IN_LINE[status] ?? STATUS_CODES[status] ?? '';
}

/** The words after a status on an error page. */
export function wordsOnPage(status: number): string {
  return ON_PAGE[status] ?? STATUS_CODES[status] ?? '';
}
