import type { IngressNginxCookie } from '@sticky/manifests';

/** The upstream key in a request's cookie. Of several cookies of the name, the last one counts. */
export function readAffinityCookie(header: string | undefined, name: string): string | undefined {
  const value = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .findLast((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  // Split on runs of `|`; a value without one is a key too.
  return value?.split(/\|+/).find((part) => part !== '');
}

export interface CookieRequest {
  /** The path of the Ingress as written, which is the cookie's unless an annotation says otherwise. */
  readonly locationPath: string;
  readonly isTls: boolean;
  readonly userAgent: string | undefined;
}

/** The Set-Cookie line, its attributes in the order in which lua-resty-cookie writes them. `value` is not encoded. */
export function affinityCookie(
  cookie: IngressNginxCookie,
  value: string,
  request: CookieRequest,
  now = new Date(),
): string {
  const { expires, maxAge, domain, path, secure, sameSite } = cookie;
  const isLeftOut = cookie.conditionalSameSiteNone && sameSite === 'None' && !understandsNone(request.userAgent ?? '');
  return [
    `${cookie.name}=${value}`,
    expires === undefined ? [] : `Expires=${cookieTime(new Date(now.getTime() + expires * 1000))}`,
    maxAge === undefined ? [] : `Max-Age=${maxAge}`,
    domain === undefined ? [] : `Domain=${domain}`,
    `Path=${path ?? request.locationPath}`,
    secure === true || request.isTls ? 'Secure' : [],
    'HttpOnly',
    sameSite === undefined || isLeftOut ? [] : `SameSite=${sameSite}`,
  ]
    .flat()
    .join('; ');
}

/** `Thu, 18-Nov-10 11:27:35 GMT`, as nginx writes the time of a cookie: two digits of the year up to 2037. */
function cookieTime(date: Date): string {
  const [weekday = '', day, month, year = '', time] = date.toUTCString().split(' ');
  return `${weekday} ${day}-${month}-${Number(year) > 2037 ? year : year.slice(-2)} ${time} GMT`;
}

/** User agents that take SameSite=None for Strict, or drop the cookie (the list of ingress-nginx). */
function understandsNone(userAgent: string): boolean {
  return ![/Chrome\/[4-6]/, /\((iPhone|iPad); CPU (iPhone )?OS 12/, /Macintosh; Intel Mac OS X 10_14.*Safari/].some(
    (pattern) => pattern.test(userAgent),
  );
}
