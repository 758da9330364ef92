import type { CookieHygiene, CookieValue } from '../hygiene/hygiene.ts';
import type { Report } from '../report.ts';
import type { CookieSet } from '../sample.ts';
import { clip, firstOf } from './clip.ts';
import { findingList } from './findings-section.ts';
import type { Page } from './html.ts';
import { html, type Markup } from './markup.ts';
import { withCode } from './verdict-section.ts';

const mostCookies = 10;

/** The cookies that the route set: how long they last, where they go, how they are guarded, what to know about them. */
export function cookieSection({ report }: Page): Markup {
  const { cookies } = report;
  if (cookies.length === 0) {
    return html`<section aria-labelledby="cookies"><h2 id="cookies">Cookies</h2><p class="muted">The route set none.</p></section>`;
  }
  const holding = ({ name }: CookieSet) => name === report.verdict.cookie || hygieneOf(name, report)?.holds === true;
  const { shown, more } = firstOf(
    cookies.toSorted((one, other) => Number(holding(other)) - Number(holding(one))),
    mostCookies,
  );
  const someHold = cookies.some(holding);
  const tables = shown.map((cookie) => {
    const role = !someHold ? '' : holding(cookie) ? 'holds the session' : 'does not hold the session';
    const findings = report.hygiene?.findings.filter((finding) => finding.cookie === cookie.name) ?? [];
    return html`<h3><code>${clip(cookie.name, 80)}</code> <span class="muted">${role}</span></h3><table><tbody>
${rowsOn(cookie, report).map(([key, value]) => html`<tr><th class="key" scope="row">${key}</th><td>${value}</td></tr>`)}
</tbody></table>${findingList(findings)}`;
  });
  const rest = more > 0 ? html`<p class="muted">And ${more} more.</p>` : undefined;
  return html`<section aria-labelledby="cookies"><h2 id="cookies">${cookies.length === 1 ? 'The cookie' : 'Cookies'}</h2>${tables}${rest}</section>`;
}

function hygieneOf(name: string, { hygiene }: Report): CookieHygiene | undefined {
  return hygiene?.cookies.find((cookie) => cookie.name === name);
}

function rowsOn(
  cookie: CookieSet,
  report: Report,
): readonly (readonly [string, Markup | string | readonly Markup[]])[] {
  const known = hygieneOf(cookie.name, report);
  return [
    ['lasts', lifetime(cookie, known)],
    ['covers', covers(cookie, report.url)],
    ...(known === undefined ? [] : ([['comes back', returned(known)]] as const)),
    ['HttpOnly', cookie.httpOnly ? 'yes' : 'no: scripts of the page can read it'],
    ['Secure', cookie.secure ? 'yes: over https alone' : 'no: over http, too'],
    ['SameSite', clip(cookie.sameSite ?? 'not set: browsers take Lax', 40)],
    ...(cookie.partitioned ? ([['Partitioned', 'yes']] as const) : []),
    ...(known === undefined || known.setBy.who === 'unknown'
      ? []
      : ([['set by', html`the ${known.setBy.who}. ${withCode(known.setBy.because, 300)}`]] as const)),
    ...(known === undefined || known.value.names === 'unknown' ? [] : ([['its value', value(known.value)]] as const)),
  ];
}

function lifetime({ maxAgeSeconds, expires }: CookieSet, known: CookieHygiene | undefined): string {
  const seconds = known?.lifetime.seconds ?? maxAgeSeconds;
  const time = seconds === undefined ? `until ${clip(expires ?? '', 40)}` : `${seconds} s from the answer that set it`;
  switch (known?.lifetime.ends) {
    case 'browser':
      return 'until the browser is closed';
    case 'at-once':
      return 'not at all: the answer takes it back';
    case 'fixed':
      return `${time}, also in the middle of a visit`;
    case 'sliding':
      return `${time}, renewed during a visit`;
    default:
      return seconds === undefined && expires === undefined ? 'until the browser is closed' : time;
  }
}

function covers({ domain, path }: CookieSet, url: string): string {
  const at = URL.parse(url);
  const host = domain === undefined ? (at?.host ?? '') : `${domain} and all names below it`;
  return `${clip(path ?? defaultPath(url), 100)} and below, at ${clip(host, 100)}`;
}

/** The directory of the request's path (RFC 6265, 5.1.4). */
function defaultPath(url: string): string {
  const path = URL.parse(url)?.pathname ?? '/';
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

function returned({ returned: { visit, link, frame, why } }: CookieHygiene): Markup {
  if (!visit) return html`<span class="warn">⚠ never${why === undefined ? '' : `: ${clip(why, 200)}`}</span>`;
  const from = [
    'on a visit',
    ...(link ? ['by a link on another site'] : []),
    ...(frame ? ["inside another site's page"] : []),
  ];
  const not = [...(link ? [] : ['by a link on another site']), ...(frame ? [] : ["inside another site's page"])];
  return html`${from.join(', ')}${not.length > 0 ? `; not ${not.join(', nor ')}` : ''}`;
}

const named = {
  backend: 'one for each pod',
  'backend-and-session': 'its start is the pod’s, its end the client’s',
  session: 'one for each client',
  constant: 'the same for all',
  unknown: '',
} as const satisfies Record<CookieValue['names'], string>;

function value({ names, reads, written }: CookieValue): Markup {
  if (reads === 'opaque') return html`${named[names]}`;
  const what = reads === 'address' ? 'an address inside the cluster' : "a pod's name";
  return html`${named[names]}; <span class="warn">⚠ ${what} can be read in it${written === undefined ? '' : `, ${clip(written, 60)}`}</span>`;
}
