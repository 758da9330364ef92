import { isService, titleOf } from '../object-identity.ts';
import type { KubernetesObject, ServiceObject } from '../objects.ts';
import { withSettings } from '../render/service.ts';
import type { ServiceSettings } from '../router.ts';
import { servicesOf } from '../routing.ts';
import { type Change, changesBetween, withChanges } from './diff.ts';
import type { MigrationRow } from './migration.ts';
import type { Plan } from './plan.ts';
import { nameOf } from './router-identity.ts';

/** A Service with the settings of its old router taken off and those of the new one put on. */
export function movedService(service: KubernetesObject, plan: Plan): KubernetesObject {
  const { from, to, base, rendered } = plan;
  const wanted = rendered.serviceSettings ?? {};
  const said = base.serviceSettings ?? {};
  const mine = (prefixes: readonly string[] = [], name: string) => prefixes.some((prefix) => name.startsWith(prefix));
  const annotations = Object.keys(service.metadata.annotations ?? {}).filter(
    (name) =>
      (Object.hasOwn(said.annotations ?? {}, name) ||
        (mine(from.marks.annotations, name) && !mine(to.marks.annotations, name))) &&
      !Object.hasOwn(wanted.annotations ?? {}, name),
  );
  const labels = Object.keys(said.labels ?? {}).filter((name) => !Object.hasOwn(wanted.labels ?? {}, name));
  const fields = Object.keys(said.spec ?? {}).filter((name) => !Object.hasOwn(wanted.spec ?? {}, name));
  const removals: Change[] = [
    ...annotations.map((name) => ['metadata', 'annotations', name]),
    ...labels.map((name) => ['metadata', 'labels', name]),
    ...fields.map((name) => ['spec', name]),
  ].map((path) => ({ kind: 'remove', path }));
  const bare = withChanges(service, removals);
  return isServiceObject(bare) ? withSettings(bare, wanted) : bare;
}

function isServiceObject(object: KubernetesObject): object is ServiceObject {
  return isService(object) && (!('spec' in object) || (typeof object.spec === 'object' && object.spec !== null));
}

/** What to do about Services that are not among the documents: the commands that set them. */
export function absentServices(plan: Plan, has: (name: string) => boolean): MigrationRow[] {
  const settings = plan.rendered.serviceSettings ?? {};
  const { namespace } = plan.routing;
  return servicesOf(plan.routing)
    .filter((name) => !has(name))
    .flatMap((name) => {
      const commands = commandsFor(settings, name, namespace);
      if (commands.length === 0) return [];
      const service = titleOf({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, ...(namespace !== undefined && { namespace }) },
      });
      return [
        {
          object: service,
          subject: 'Service settings',
          outcome: 'to do',
          meaning: `${nameOf(plan.to)} is told on the Service, which is not among the documents: run ${commands.map((command) => `\`${command}\``).join(' and ')}.`,
        } as const,
      ];
    });
}

/** kubectl's commands for a POSIX shell. */
function commandsFor(settings: ServiceSettings, name: string, namespace: string | undefined): string[] {
  const place = [...(namespace === undefined ? [] : ['--namespace', namespace]), 'service', name];
  const pairs = (map: Readonly<Record<string, string>>) => Object.entries(map).map(([key, value]) => `${key}=${value}`);
  const command = (...words: readonly string[]) => ['kubectl', ...words].map(argument).join(' ');
  const { annotations = {}, labels = {}, spec = {} } = settings;
  const some = (map: object) => Object.keys(map).length > 0;
  return [
    ...(some(annotations) ? [command('annotate', '--overwrite', ...place, ...pairs(annotations))] : []),
    ...(some(labels) ? [command('label', '--overwrite', ...place, ...pairs(labels))] : []),
    ...(some(spec) ? [command('patch', ...place, '--type', 'merge', '--patch', JSON.stringify({ spec }))] : []),
  ];
}

/** A word as a POSIX shell takes it for itself. */
function argument(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A line for each Service that is told anew, or no more. */
export function serviceRows(before: KubernetesObject, after: KubernetesObject, { from, to }: Plan): MigrationRow[] {
  const was = before.metadata.annotations ?? {};
  const now = after.metadata.annotations ?? {};
  const added = Object.keys(now).filter((name) => now[name] !== was[name]);
  const removed = Object.keys(was).filter((name) => !Object.hasOwn(now, name));
  const fields = changesBetween(shownPart(before), shownPart(after));
  if (added.length === 0 && removed.length === 0 && fields.length === 0) return [];
  const shown = (map: Readonly<Record<string, string>>, names: readonly string[]) =>
    names.map((name) => `${name.slice(name.indexOf('/') + 1)}: ${map[name] ?? ''}`).join(', ');
  return [
    {
      object: titleOf(before),
      subject: 'Service settings',
      outcome: 'changed',
      ...(removed.length > 0 ? { before: shown(was, removed) } : told(fields, 'remove', 'before')),
      ...(added.length > 0 ? { after: shown(now, added) } : told(fields, 'set', 'after')),
      meaning:
        added.length > 0 || fields.some(({ kind }) => kind === 'set')
          ? `${nameOf(to)} is told on the Service, so every route to it sticks in this way.`
          : `What ${nameOf(from)} was told on the Service is taken off.`,
    },
  ];
}

/** A Service less its annotations: its labels and its spec say affinity too. */
function shownPart(service: KubernetesObject): object {
  const { labels } = service.metadata;
  return { ...(labels !== undefined && { labels }), ...('spec' in service && { spec: service.spec }) };
}

function told(
  changes: readonly Change[],
  kind: Change['kind'],
  side: 'before' | 'after',
): { before?: string; after?: string } {
  const names = changes.filter((change) => change.kind === kind).map(({ path }) => path.join('.'));
  return names.length === 0 ? {} : { [side]: names.join(', ') };
}
