import { ManifestError } from '../errors.ts';
import { identityOf, isService, titleOf } from '../object-identity.ts';
import type { KubernetesObject } from '../objects.ts';
import { type ReadObjects, type RoutedReading, readObjects } from '../read/documents.ts';
import { objectIndex } from '../read/object-index.ts';
import type { RouterId } from '../router.ts';
import { routers } from '../routers/index.ts';
import { servicesOf } from '../routing.ts';
import type { Source, SourceDocument } from '../yaml/source.ts';
import { affinityRows } from './affinity-rows.ts';
import { commentOf, leftOut } from './left-out.ts';
import type { MigrateOptions, Migration, MigrationRow } from './migration.ts';
import { certificatesFor, neighbourRows, removedRow } from './neighbours.ts';
import { movedObjects, type Scene } from './objects.ts';
import { cutOverRow, gatewayRows, inDocumentRows, outsideRows, stayedRow, unservedRow } from './other-rows.ts';
import { changedTexts, type Located, type PageChange } from './pages.ts';
import { mainOf, type Plan, planFor } from './plan.ts';
import { portFinder } from './ports.ts';
import { routingRows } from './routing-rows.ts';
import { absentServices, movedService, serviceRows } from './services.ts';

/** `migrate` for the documents of one cluster. @throws ManifestError as `migrate` does */
export function migrateCluster(sources: readonly Source[], options: MigrateOptions): Migration {
  const documents = locate(sources);
  const objects = [...documents.keys()];
  const find = objectIndex(objects);
  const read = readObjects(objects);
  const { plans, stayed } = planned(chosen(objects, options, read), {
    to: routers[options.to],
    ...(options.className !== undefined && { className: options.className }),
    portOf: portFinder(find),
  });
  const kept = new Set(stayed.flatMap(({ reading }) => reading.from));
  const values = new Map<KubernetesObject, KubernetesObject>();
  const taken = new Set(objects.map(identityOf));
  const changes: PageChange[] = [];
  const mentions = Map.groupBy(
    plans.flatMap(({ reading }) => reading.from),
    (object) => object,
  );
  const scene: Scene = {
    current: (object) => values.get(object) ?? object,
    isShared: (object) => (mentions.get(object)?.length ?? 0) > 1,
  };
  const rows: MigrationRow[] = [];

  for (const plan of plans) {
    const moved = movedObjects(plan, scene);
    for (const [before, after] of moved.edited) values.set(before, after);
    const services = servicesOf(plan.reading.routing).map((name) => find('/Service', name, plan.routing.namespace));
    const present = [...new Set([...services, ...plan.reading.from.filter(isService)])].filter(
      (service) => service !== undefined,
    );
    const told = present.filter((service) => !kept.has(service));
    const serviceLines = told.flatMap((service) => {
      const before = values.get(service) ?? service;
      const after = movedService(before, plan);
      values.set(service, after);
      return serviceRows(before, after, plan);
    });
    const removed = moved.removed.filter((object) => !kept.has(object));
    const gone = new Set(removed);
    const added = [...moved.added, ...certificatesFor(plan)].filter((object) => {
      const identity = identityOf(object);
      const isNew = !taken.has(identity);
      taken.add(identity);
      return isNew;
    });
    const out = leftOut(plan, (object) => (gone.has(object) ? undefined : (values.get(object) ?? object)));
    const where = (object: KubernetesObject): Located[] => {
      const located = documents.get(object);
      return located === undefined ? [] : [located];
    };
    const [anchor] = where(moved.anchor);
    if (anchor === undefined) continue;
    changes.push({
      anchor,
      added,
      edited: [...moved.edited.keys(), ...told].flatMap(where),
      removed: removed.flatMap(where),
      head: commentOf(out, plan),
      renamed: renamedBy(plan),
    });
    rows.push(
      ...affinityRows({ ...plan, assumed: plan.reading.assumed, losses: plan.rendered.losses }),
      ...routingRows({
        ...plan,
        before: plan.reading.routing,
        after: plan.routing,
        losses: plan.rendered.losses,
        inPlace: moved.edited.has(mainOf(plan.reading)),
      }),
      ...out.map(({ row }) => row),
      ...inDocumentRows(plan, values),
      ...serviceLines,
      ...absentServices(plan, (name) => find('/Service', name, plan.routing.namespace) !== undefined),
      ...removed.map((object) => removedRow(object, added, plan)),
      ...outsideRows(plan, moved.outside),
      ...neighbourRows(plan),
    );
  }
  const touched = new Set(plans.flatMap(({ reading }) => reading.from));
  const unserved = read.unserved.filter(({ object }) => !touched.has(object));
  const edited = new Map<SourceDocument, KubernetesObject>();
  for (const [object, value] of values) {
    const document = documents.get(object)?.document;
    if (document !== undefined) edited.set(document, value);
  }
  const texts = changedTexts(sources, edited, changes);
  return {
    files: sources.map(({ file, text }, index) => ({ file, text: texts[index] ?? text })),
    rows: distinct([
      ...rows,
      ...stayed.map(stayedRow),
      ...unserved.map(unservedRow),
      ...gatewayRows(changes),
      cutOverRow(plans),
    ]),
  };
}

function locate(sources: readonly Source[]): ReadonlyMap<KubernetesObject, Located> {
  return new Map(
    sources.flatMap((source) => source.documents.map((document) => [document.object, { source, document }] as const)),
  );
}

/** The readings to move. What is for the target already needs nothing. */
function chosen(
  objects: readonly KubernetesObject[],
  { from, to }: MigrateOptions,
  read: ReadObjects,
): readonly RoutedReading[] {
  if (from === to) {
    throw refused(`From ${routers[to].title} to itself there is nothing to do: give another router to move to.`);
  }
  const { readings } = read;
  const others =
    from === undefined
      ? readings.filter(({ router }) => router !== to && routes(router))
      : servedBy(from, objects, read);
  if (others.length > 0) return others;
  const present = [...new Set(readings.map(({ router }) => router))];
  const instead =
    present.length === 0
      ? 'Nothing here is for a router that Sticky knows: give the documents that route, such as an Ingress.'
      : `These are for ${present.map((id) => `${routers[id].title} (${id})`).join(', ')}.`;
  throw refused(from === undefined ? instead : `Nothing here is for ${routers[from].title}. ${instead}`);
}

/** What is known to be for a router, and what may be for any: who names the router knows more than the documents say. */
function servedBy(from: RouterId, objects: readonly KubernetesObject[], read: ReadObjects): readonly RoutedReading[] {
  const sure = new Set(
    read.readings
      .filter(({ router, assumed }) => router === from || !assumed.some(({ field }) => field === 'router'))
      .flatMap((reading) => reading.from.filter((object) => !isService(object))),
  );
  const own = read.readings.filter(({ router }) => router === from);
  const open = routers[from]
    .read(objects)
    .filter((reading) => !sure.has(mainOf(reading)))
    .map((reading) => ({ ...reading, router: from }));
  return [...own, ...open];
}

/** A Service that sticks by itself stands behind a route, and is no route to be moved, unless it is asked for by name. */
function routes(router: RouterId): boolean {
  return router !== 'service-client-ip' && router !== 'aws-nlb';
}

/** Values that the new documents say in other words, for the comments that speak of them. */
function renamedBy({ reading: { routing: before }, routing: after }: Plan): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  if (before.className !== undefined && after.className !== undefined) renamed.set(before.className, after.className);
  for (const [index, { port }] of before.rules.entries()) {
    const now = after.rules[index]?.port;
    if (now !== undefined && now !== port) renamed.set(String(port), String(now));
  }
  return renamed;
}

export interface Stayed {
  readonly reading: RoutedReading;
  readonly error: ManifestError;
}

function planned(readings: readonly RoutedReading[], target: Parameters<typeof planFor>[1]) {
  const plans: Plan[] = [];
  const stayed: Stayed[] = [];
  for (const reading of readings) {
    try {
      plans.push(planFor(reading, target));
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      stayed.push({ reading, error });
    }
  }
  const [first] = stayed;
  if (plans.length === 0 && first !== undefined) {
    const issues = stayed.map(({ reading, error }) => ({ path: titleOf(mainOf(reading)), message: error.message }));
    throw new ManifestError(first.error.code, issues.map(({ message }) => message).join(' '), { issues });
  }
  return { plans, stayed };
}

/** Objects that several routes share say the same of each. */
function distinct(rows: readonly MigrationRow[]): MigrationRow[] {
  return [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
}

function refused(message: string): ManifestError {
  return new ManifestError('invalid-input', message, { issues: [{ path: 'from', message }] });
}
