import type { Loss, Router } from '../router.ts';
import type { Routing } from '../routing.ts';
import type { MigrationRow } from './migration.ts';
import { haveSameController, nameOf } from './router-identity.ts';

export interface RoutingMove {
  readonly object: string;
  readonly from: Router;
  readonly to: Router;
  /** As the old router read it, and as the new one was told. */
  readonly before: Routing;
  readonly after: Routing;
  readonly losses: readonly Loss[];
  /** Whether the object stays, of the same kind and name. */
  readonly inPlace: boolean;
}

const MOST_SHOWN = 3;

/** Lines for hosts and paths, TLS, the class and the ports. */
export function routingRows(move: RoutingMove): MigrationRow[] {
  const { object, from, to, before, after, losses } = move;
  const rows: MigrationRow[] = [];
  const lossesOf = (subject: RegExp) => losses.filter(({ field }) => subject.test(field));
  const add = (subject: string, fields: RegExp, was: string, kept: string) => {
    const lost = lossesOf(fields);
    if (lost.length === 0) rows.push({ object, subject, outcome: 'kept', before: was, after: was, meaning: kept });
    for (const { reason } of lost) rows.push({ object, subject, outcome: 'lost', before: was, meaning: reason });
  };
  add('hosts and paths', /^rules(?!\.port)/, rulesShown(before), 'The same requests lead to the same Services.');
  if (before.tls.length > 0) add('TLS', /^tls/, tlsShown(before), 'TLS ends at the router with the same certificate.');
  const clash = after.className !== undefined && before.className === after.className && !haveSameController(from, to);
  if (clash || before.className !== after.className || lossesOf(/^className$/).length > 0) rows.push(classRow(move));
  const named = before.rules.filter(({ port }) => typeof port === 'string');
  const resolved = named.filter((rule) => !after.rules.some(({ port }) => port === rule.port));
  for (const { service, port } of uniqueBy(resolved, ({ service, port }) => `${service} ${port}`)) {
    const number = after.rules[before.rules.findIndex((rule) => rule.service === service && rule.port === port)]?.port;
    rows.push({
      object,
      subject: 'port',
      outcome: 'changed',
      before: String(port),
      ...(number !== undefined && { after: String(number) }),
      meaning: `${nameOf(to)} knows ports by number alone: when the port of the Service ${service} changes, change it here too.`,
    });
  }
  return rows;
}

function classRow({ object, from, to, before, after, losses, inPlace }: RoutingMove): MigrationRow {
  const lost = losses.find(({ field }) => field === 'className');
  const was = before.className === undefined ? {} : { before: before.className };
  if (lost !== undefined || after.className === undefined) {
    const meaning = lost?.reason ?? 'The kind of the object says which controller it is for.';
    return { object, subject: 'class', outcome: 'changed', ...was, meaning };
  }
  const start = { object, subject: 'class', ...was, after: after.className } as const;
  if (isStandard(to) && after.className === to.className) {
    const meaning =
      'The Gateway API is for many implementations: name the GatewayClass of yours, as `kubectl get gatewayclasses` lists it.';
    return { ...start, outcome: 'to do', meaning };
  }
  if (before.className === after.className) {
    const meaning = `${nameOf(from)} and ${nameOf(to)} both call their class ${after.className}, so the old one may go on serving the object: give the new one a class of another name while both run, and name it here.`;
    return { ...start, outcome: 'to do', meaning };
  }
  const meaning = inPlace
    ? 'The old controller drops the object as soon as this is applied, and the new one takes it.'
    : 'The new controller takes the new object as soon as this is applied; the old one goes on with the old object.';
  return { ...start, outcome: 'changed', meaning };
}

/** The two shapes of the standard name no implementation. */
function isStandard({ id }: Router): boolean {
  return id === 'gateway-api' || id === 'gateway-api-next';
}

function rulesShown({ rules }: Routing): string {
  const shown = rules.slice(0, MOST_SHOWN).map(({ host, path }) => `${host ?? '*'}${path}`);
  const more = rules.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function tlsShown({ tls }: Routing): string {
  return tls
    .slice(0, MOST_SHOWN)
    .map(({ host, secretName }) => `${host ?? 'every host'} with ${secretName ?? "the router's own certificate"}`)
    .join(', ');
}

function uniqueBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
