import { httpDate } from './http-date.ts';
import { wordsInLine, wordsOnPage } from './status-words.ts';

export const ERROR_PAGE_TYPE = 'text/html';

/** What is shown for a status that no pod gave: nginx's page, byte for byte. */
export function errorPage(status: number): string {
  const title = `${status} ${wordsOnPage(status)}`.trim();
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ];
  return lines.join('\r\n');
}

/** All of an answer to a client whose request has no head to speak of. The connection closes after it. */
export function errorAnswer(status: number): string {
  const body = errorPage(status);
  const lines = [
    `HTTP/1.1 ${status} ${wordsInLine(status)}`,
    `Date: ${httpDate()}`,
    `Content-Type: ${ERROR_PAGE_TYPE}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
