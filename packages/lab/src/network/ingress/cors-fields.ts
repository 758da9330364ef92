import type { Field, RequestHead } from '../proxy/route.ts';
import type { Cors } from './annotations/cors.ts';

/** CORS at one location. */
export interface CorsPolicy {
  /** The fields that every answer to the request gets; undefined for one of another origin. */
  fieldsFor(request: RequestHead): readonly Field[] | undefined;
}

/** nginx.tmpl, CORS. With `*`, also a request without an origin gets the fields, and the origin in them is `*`. */
export function corsPolicy(cors: Cors): CorsPolicy {
  const isAny = cors.origins.length === 1 && cors.origins[0] === '*';
  const pattern = originPattern(cors.origins);
  const fixed: readonly Field[] = [
    ...(cors.credentials ? [['Access-Control-Allow-Credentials', 'true'] as const] : []),
    ['Access-Control-Allow-Methods', cors.methods],
    ['Access-Control-Allow-Headers', cors.headers],
    ...(cors.exposeHeaders === '' ? [] : [['Access-Control-Expose-Headers', cors.exposeHeaders] as const]),
    ['Access-Control-Max-Age', String(cors.maxAge)],
  ];
  const any: readonly Field[] = [['Access-Control-Allow-Origin', '*'], ...fixed];
  return {
    fieldsFor(request) {
      if (isAny) return any;
      const origin = request.field('origin') ?? '';
      if (!pattern.test(origin)) return undefined;
      return origin === '' ? fixed : [['Access-Control-Allow-Origin', origin], ...fixed];
    },
  };
}

/** Open at the beginning, as there; a wildcard is one label. Nothing in it can be matched in two ways. */
function originPattern(origins: readonly string[]): RegExp {
  const patterns = origins.map((origin) => `(?:${escaped(origin).replace('\\*', '[A-Za-z0-9\\-]+')})`);
  return new RegExp(`(?:${patterns.join('|')})$`, 'i');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
