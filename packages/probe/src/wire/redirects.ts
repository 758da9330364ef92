import { CookieJar } from 'tough-cookie';
import { ProbeError } from '../errors.ts';
import { type ParsedTarget, portOf, shownUrl } from '../target.ts';
import type { Exchange } from '../transport.ts';
import { openWire } from './wire.ts';

/**
 * Where the redirects of a target end: what is then probed. They are followed once, not with each request: the cookies,
 * the scheme and the connections that a verdict is about are those of the last address. Nothing that says who asks
 * (fields, credentials, client certificate, cookies) goes to another origin.
 *
 * A hop that fails ends it: the probe itself then tells what is wrong there.
 *
 * @throws ProbeError `redirects` when they lead in a circle, too far, or where nobody can follow
 * @throws the signal's reason
 */
export async function followRedirects(
  target: ParsedTarget,
  timeout: number,
  signal?: AbortSignal,
): Promise<ParsedTarget> {
  const { redirects = 0 } = target;
  const jars = new Map<string, CookieJar>();
  const visited = new Set<string>();
  let here = target;
  for (let followed = 0; redirects > 0; followed++) {
    const { origin, href } = here.url;
    const jar = jars.get(origin) ?? new CookieJar();
    jars.set(origin, jar);
    const cookie = jar.getCookieStringSync(href);
    const visit = `${href} ${cookie}`;
    if (visited.has(visit)) throw nowhere(target, here.url, 'lead in a circle', 'Probe where they are to end');
    visited.add(visit);

    const exchange = await ask(here, cookie, timeout, signal);
    for (const line of exchange.setCookie) jar.setCookieSync(line, href, { ignoreError: true });
    const { status = 0, location } = exchange;
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return here;
    if (followed === redirects) {
      throw nowhere(
        target,
        here.url,
        `go on after ${redirects}`,
        'Follow more of them, or probe where they are to end',
      );
    }
    here = nextTarget(here, location);
  }
  return target;
}

async function ask(target: ParsedTarget, cookie: string, timeout: number, signal?: AbortSignal): Promise<Exchange> {
  const wire = openWire(target, timeout);
  try {
    return await wire.open().request({ cookie }, signal);
  } finally {
    await wire.close();
  }
}

function nextTarget(target: ParsedTarget, location: string): ParsedTarget {
  const next = URL.parse(location, target.url.href);
  if (next === null || (next.protocol !== 'http:' && next.protocol !== 'https:')) {
    throw nowhere(target, target.url, 'lead to what is no web address', 'Look at the Location that it sends');
  }
  next.hash = '';
  next.username = '';
  next.password = '';
  if (next.origin === target.url.origin) return { ...target, url: next };
  const { ca, proxy, redirects, forwardedFor } = target;
  return {
    url: next,
    ...whereFor(target, next),
    ...(ca === undefined ? {} : { ca }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(redirects === undefined ? {} : { redirects }),
    ...(forwardedFor === undefined ? {} : { forwardedFor }),
  };
}

/** The same host on its other port is looked for at the same address; another host where its name leads. */
function whereFor(target: ParsedTarget, next: URL): Pick<ParsedTarget, 'connectTo' | 'serverName'> {
  const { url, connectTo, serverName } = target;
  if (next.hostname !== url.hostname) return {};
  const name = serverName === undefined ? {} : { serverName };
  if (connectTo === undefined) return name;
  if (connectTo.port !== portOf(url)) {
    throw nowhere(
      target,
      url,
      `lead to ${shownUrl(next).slice(0, 200)}, and where to connect for that is not known`,
      'Probe that address, and say where to connect for it',
    );
  }
  return { ...name, connectTo: { host: connectTo.host, port: portOf(next) } };
}

function nowhere(target: ParsedTarget, last: URL, what: string, instead: string): ProbeError {
  const via = last.href === target.url.href ? '' : `, at last from ${shownUrl(last).slice(0, 200)}`;
  return new ProbeError('redirects', `The redirects of ${shownUrl(target.url)} ${what}${via}. ${instead}.`);
}
