import { f5Nginx } from '../../routers/f5-nginx.ts';

export const F5_STICKY = 'nginx.org/sticky-cookie-services';
export const F5_STICKY_OF_PLUS = 'nginx.com/sticky-cookie-services';
export const F5_DOCUMENTATION = f5Nginx.documentation;

/** The annotation that says which Services have a cookie: where both names stand, the open one counts. */
export function f5StickyOf(annotations: Readonly<Record<string, string>>) {
  const name = [F5_STICKY, F5_STICKY_OF_PLUS].find((key) => Object.hasOwn(annotations, key));
  return name === undefined ? undefined : { name, entries: (annotations[name] ?? '').split(';') };
}

/** The Service of an entry such as `serviceName=web srv_id expires=1h`; undefined for an entry of another form. */
export function serviceOfEntry(entry: string): string | undefined {
  return /^[^ =]*=([^ =]+) (?:[^"$\\]|\\[^$])*$/.exec(entry)?.[1];
}
