import { traefik } from '../../routers/traefik.ts';

export const TRAEFIK_PREFIX = 'traefik.ingress.kubernetes.io/';
export const TRAEFIK_STICKY = `${TRAEFIK_PREFIX}service.sticky.cookie`;
export const TRAEFIK_DOCUMENTATION = traefik.documentation;

/** The sticky cookie as a Service's annotations ask for it, by the fields' names in small letters; undefined where none is asked for. */
export function traefikCookieOf(
  annotations: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> | undefined {
  const fields = new Map<string, string>();
  let on: boolean | undefined;
  for (const [name, value] of Object.entries(annotations)) {
    const lower = name.toLowerCase();
    if (lower === TRAEFIK_STICKY) on = value === 'true';
    else if (lower.startsWith(`${TRAEFIK_STICKY}.`)) fields.set(lower.slice(TRAEFIK_STICKY.length + 1), value);
  }
  return (on ?? fields.size > 0) ? fields : undefined;
}

/** The annotation of the sticky cookie that stands first. */
export function firstStickyAnnotation(annotations: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(annotations).find((name) => isSticky(name));
}

/** Whether an annotation is about the sticky cookie, in whatever case it is written. */
export function isSticky(name: string): boolean {
  return `${name.toLowerCase()}.`.startsWith(`${TRAEFIK_STICKY}.`);
}
