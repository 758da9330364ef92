const NAMES = [
  ...['Accept', 'Accept-Encoding', 'Accept-Language', 'Accept-Ranges', 'Age', 'Authorization', 'Cache-Control'],
  ...['Connection', 'Content-Encoding', 'Content-Length', 'Content-Type', 'Cookie', 'Date', 'DNT', 'ETag', 'Expires'],
  ...['Host', 'If-Modified-Since', 'If-None-Match', 'Keep-Alive', 'Last-Modified', 'Location', 'Origin', 'Pragma'],
  ...['Priority', 'Range', 'Referer', 'Sec-Fetch-Dest', 'Sec-Fetch-Mode', 'Sec-Fetch-Site', 'Sec-Fetch-User', 'Server'],
  ...['Server-Timing', 'Set-Cookie', 'Strict-Transport-Security', 'Transfer-Encoding', 'Upgrade', 'User-Agent', 'Vary'],
  ...['Upgrade-Insecure-Requests', 'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Port', 'X-Forwarded-Proto'],
  ...['X-Forwarded-Scheme', 'X-Powered-By', 'X-Real-IP', 'X-Request-ID', 'X-Scheme'],
];

/**
 * Names of fields as most clients and pods write them, each with its lower-case form. To find one here costs less than to
 * check its characters and to lower its case, and sets are asked for the same string again and again.
 */
export const USUAL_NAMES: ReadonlyMap<string, string> = new Map(
  NAMES.flatMap((name) => {
    const lower = name.toLowerCase();
    return [name, lower].map((written) => [written, lower] as const);
  }),
);
