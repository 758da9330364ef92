import type { CookieSet } from '../sample.ts';
import type { Page } from './html.ts';
import { html, type Markup } from './markup.ts';

/** The cookies that the route set: how long they last, where they go, how they are guarded. */
export function cookieSection({ report }: Page): Markup {
  const { cookies, verdict, url } = report;
  if (cookies.length === 0) {
    return html`<section aria-labelledby="cookies"><h2 id="cookies">Cookies</h2><p class="muted">The route set none.</p></section>`;
  }
  const holdingFirst = cookies.toSorted(
    (one, other) => Number(other.name === verdict.cookie) - Number(one.name === verdict.cookie),
  );
  const tables = holdingFirst.map((cookie) => {
    const role =
      verdict.cookie === undefined
        ? ''
        : cookie.name === verdict.cookie
          ? 'holds the session'
          : 'does not hold the session';
    return html`<h3><code>${cookie.name}</code> <span class="muted">${role}</span></h3><table><tbody>
${row('lifetime', lifetime(cookie, report))}
${row('sent back to', html`${URL.parse(url)?.protocol ?? ''}//${cookie.domain ?? URL.parse(url)?.host ?? ''}${cookie.path ?? defaultPath(url)} and below`)}
${row('HttpOnly', cookie.httpOnly ? 'yes' : warn('no: scripts of the page can read it'))}
${row('Secure', secure(cookie, url.startsWith('https:')))}
${row('SameSite', cookie.sameSite === undefined ? warn('unset: browsers take Lax') : cookie.sameSite)}
</tbody></table>`;
  });
  return html`<section aria-labelledby="cookies"><h2 id="cookies">${cookies.length === 1 ? 'The cookie' : 'Cookies'}</h2>${tables}</section>`;
}

function row(key: string, value: Markup | string): Markup {
  return html`<tr><th class="key" scope="row">${key}</th><td>${value}</td></tr>`;
}

function secure(cookie: CookieSet, https: boolean): Markup | string {
  if (cookie.secure) return https ? 'yes' : warn('yes, but the route is http: it is not sent back');
  return https ? warn('no, though the route is https') : 'no, the route is http';
}

function warn(text: string): Markup {
  return html`<span class="warn">⚠ ${text}</span>`;
}

function lifetime({ name, maxAgeSeconds, expires }: CookieSet, { verdict, samples }: Page['report']): Markup | string {
  if (maxAgeSeconds === undefined && expires === undefined) return 'until the browser is closed';
  const ends =
    maxAgeSeconds === undefined ? `until ${expires ?? ''}` : `${maxAgeSeconds} s from the answer that set it`;
  const setters = samples.filter(({ cookiesSet }) => cookiesSet.some((cookie) => cookie.name === name));
  const fixed = verdict.advice.some((note) => note.startsWith('It ends ')) && setters.length > 0;
  return name === verdict.cookie && fixed ? html`${ends}<br>${warn('not sliding: a longer visit jumps')}` : ends;
}

/** The directory of the request's path (RFC 6265, 5.1.4). */
function defaultPath(url: string): string {
  const path = URL.parse(url)?.pathname ?? '/';
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
