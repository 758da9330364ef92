import type { Answer } from './answer.ts';
import { knownName, wordsOf } from './known-names.ts';
import { toName } from './name.ts';
import { textOf } from './pattern.ts';
import { isPodName, looksGenerated } from './shape.ts';
import { type Sighting, unknownRank } from './sighting.ts';

/** Characters: the servers that say who they are do so early and in few words. */
const looked = 16 * 1024;
const mostLines = 400;
/** Characters of a line before a name that make its place. */
const longestLead = 60;

/**
 * Labels in plain text and HTML: `Hostname: web-1`, `Server&nbsp;name:</span> <span>web-1</span>`, `Request served by
 * web-1`, `Running on: web-1`. The label must open its line or its element.
 */
const label =
  /^(?<lead>(?:\s*<[^>]*>)*\s*(?:(?<verb>(?:request )?served by|running on)\b\s*:?|(?<noun>(?:server|pod|host|container|instance)(?: |&nbsp;)?(?:name|id)|pod|container|instance)\s*[:=])(?:\s*<[^>]*>)*\s*)(?<value>[^\s<>"',;|]+)/i;

/** Where a line repeats the request, as echo servers do: `GET / HTTP/1.1` and all that follows it. */
const requestLine = /^(?:GET|HEAD|POST) \S+ HTTP\/\d/;
const requestSection =
  /^\s*(?:(?:request|client) (?:information|values|headers?|body)|headers?(?: received)?)\s*:\s*$/i;

/** The lines of a text, as far as they are looked at. */
export function linesOf({ body }: Answer): readonly string[] {
  return textOf(body).slice(0, looked).split(/\r?\n/, mostLines);
}

/** Whom a text says that it is from: by a label that is known, or by a word that looks like a pod's name. */
export function textSightings(answer: Answer): readonly Sighting[] {
  const html = /^\s*</.test(textOf(answer.body.subarray(0, 256)));
  const found: Sighting[] = [...echoed(answer)];
  for (const line of linesOf(answer)) {
    if (requestLine.test(line) || requestSection.test(line)) break;
    found.push(...labelled(line, html), ...inLine(line));
  }
  return found;
}

/** hashicorp/http-echo says one text, which whoever started it chose to tell it from others. */
function echoed({ fields, body }: Answer): readonly Sighting[] {
  const value = fields['x-app-name'] === 'http-echo' ? toName(/.+/.exec(textOf(body))?.[0]) : undefined;
  if (value === undefined) return [];
  return [{ by: 'regex:.+', value, grade: 'own', rank: 0, alone: 'never' }];
}

function labelled(line: string, html: boolean): readonly Sighting[] {
  const { lead = '', verb, noun = '', value = '' } = label.exec(line)?.groups ?? {};
  const words = wordsOf((verb ?? noun).replace('&nbsp;', ' '));
  const found = knownName(words);
  if (!found || toName(value) === undefined || lead.length > longestLead * 3) return [];
  const start = html ? '' : '^';
  const shown = html ? lead.replace(/^\s*(?:<[^>]*>\s*)*/, '') : lead;
  return [
    {
      by: `regex:${start}${escaped(shown)}([^\\s<>"',;|]+)`,
      value,
      grade: 'own',
      rank: found.rank,
      alone: found.known.alone,
    },
  ];
}

/** `Hello from web-6d4b75cb6d-hxtqw!` */
function inLine(line: string): readonly Sighting[] {
  for (const { 0: value, index } of line.matchAll(/(?<![\w.-])[a-z0-9][a-z0-9.-]{10,}(?![\w.-])/gi)) {
    const lead = line.slice(0, index);
    // What is long and without a space may be a secret: no place for a report.
    if (lead.length > longestLead || /\S{20}/.test(lead)) return [];
    if (!(isPodName(value) || (lead === '' && looksGenerated(value)))) continue;
    // A line that names a header field of the request or of a proxy: `X-Forwarded-Server: traefik-7d9f8-abcde`.
    if (/^\s*["']?(?:x-|forwarded|via|host|node)/i.test(lead)) continue;
    return [
      {
        by: `regex:^${escaped(lead)}([a-z0-9][a-z0-9.-]+)`,
        value,
        grade: 'unknown',
        rank: unknownRank,
        alone: 'never',
      },
    ];
  }
  return [];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/\t/g, '\\t');
}
