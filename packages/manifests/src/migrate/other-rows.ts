import { titleOf } from '../object-identity.ts';
import type { KubernetesObject } from '../objects.ts';
import type { Unserved } from '../read/documents.ts';
import { knownSetting } from './annotations.ts';
import type { Stayed } from './migrate-cluster.ts';
import type { MigrationRow } from './migration.ts';
import { mainOf, type Plan } from './plan.ts';
import { nameOf } from './router-identity.ts';

/** An object that the new router cannot take. */
export function stayedRow({ reading, error }: Stayed): MigrationRow {
  return {
    object: titleOf(mainOf(reading)),
    subject: 'the whole object',
    outcome: 'to do',
    meaning: `It stays as it is: ${error.message}`,
  };
}

/** An object that nobody is known to serve. */
export function unservedRow({ object, reason }: Unserved): MigrationRow {
  return {
    object: titleOf(object),
    subject: 'the whole object',
    outcome: 'to do',
    meaning: `It stays as it is: ${reason}`,
  };
}

/** Things that have no counterpart in the documents of the old router that were given. */
export function outsideRows({ to, reading }: Plan, outside: readonly KubernetesObject[]): MigrationRow[] {
  return outside.map(({ kind }) => ({
    object: titleOf(mainOf(reading)),
    subject: kind,
    outcome: 'to do',
    meaning: `Its ${kind} is not among the documents: make it one of ${nameOf(to)}, or give its document too.`,
  }));
}

/** What the new router needs in the cluster, and what it reads now that nobody read before. */
export function inDocumentRows(plan: Plan, values: ReadonlyMap<KubernetesObject, KubernetesObject>): MigrationRow[] {
  const { object, rendered, to, from, reading } = plan;
  const needs = (rendered.needs ?? []).map(
    (need): MigrationRow => ({ object, subject: `needs of ${nameOf(to)}`, outcome: 'to do', meaning: need }),
  );
  const said = new Set(rendered.objects.flatMap(({ metadata }) => Object.keys(metadata.annotations ?? {})));
  const awake = reading.from.flatMap((old) => {
    const after = values.get(old);
    return Object.entries(old.metadata.annotations ?? {})
      .filter(
        ([name]) =>
          after?.metadata.annotations?.[name] !== undefined &&
          !said.has(name) &&
          to.marks.annotations?.some((prefix) => name.startsWith(prefix)) &&
          !from.marks.annotations?.some((prefix) => name.startsWith(prefix)),
      )
      .map(
        ([name, value]): MigrationRow => ({
          object: titleOf(old),
          subject: name,
          outcome: 'changed',
          before: value,
          after: value,
          meaning: `${nameOf(from)} did not read it, and ${nameOf(to)} does: check that it is meant${knownSetting(name) === undefined ? '' : ` (it ${knownSetting(name)?.did ?? ''})`}.`,
        }),
      );
  });
  return [...awake, ...needs];
}

/** Most implementations give each Gateway a load balancer of its own, which one Ingress controller did for all. */
export function gatewayRows(changes: readonly { readonly added: readonly KubernetesObject[] }[]): MigrationRow[] {
  const gateways = changes.flatMap(({ added }) => added.filter(({ kind }) => kind === 'Gateway'));
  if (gateways.length < 2) return [];
  return [
    {
      object: 'all',
      subject: 'Gateways',
      outcome: 'to do',
      after: gateways.map(titleOf).join(', '),
      meaning: `These are ${gateways.length} Gateways, each with an address (and often a load balancer) of its own: have the routes share one by their \`parentRefs\`, or point each name at its own address.`,
    },
  ];
}

/** The last line of every table: in which order to go about it. */
export function cutOverRow(plans: readonly Plan[]): MigrationRow {
  const [first] = plans;
  const hosts = new Set(
    plans.flatMap(({ routing }) => routing.rules.flatMap(({ host }) => (host === undefined ? [] : [host]))),
  );
  const names = hosts.size === 0 ? 'the name of the app' : [...hosts].slice(0, 3).join(', ');
  const to = first === undefined ? 'the new router' : `${nameOf(first.to)} (at least ${first.to.minimumVersion})`;
  return {
    object: 'all',
    subject: 'cut-over',
    outcome: 'to do',
    meaning: `Have ${to} run beside the old router, apply these documents under other names first, probe them, then point ${names}${hosts.size > 3 ? ' and the other names' : ''} at its address; lower the names' DNS lifetime a day before.`,
  };
}
