import { identityOf, isService } from '../object-identity.ts';
import type { KubernetesObject } from '../objects.ts';
import { kindOf } from '../read/object-index.ts';
import type { Rendered } from '../router.ts';
import { type Change, changesBetween, withChanges } from './diff.ts';
import { mainOf, type Plan } from './plan.ts';

/** What becomes of the objects of one plan; Services are apart. */
export interface Moved {
  /** Of the same kind before and after. */
  readonly edited: ReadonlyMap<KubernetesObject, KubernetesObject>;
  readonly removed: readonly KubernetesObject[];
  readonly added: readonly KubernetesObject[];
  /** The old object in whose place the new ones stand. */
  readonly anchor: KubernetesObject;
  /** Objects that the new router asks for and whose counterparts of the old one are not among the documents. */
  readonly outside: readonly KubernetesObject[];
}

/** The annotation from before there were classes. */
const OLD_CLASS = 'kubernetes.io/ingress.class';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** What the plans before this one made of objects, and which ones several of them speak of (a Gateway of many routes). */
export interface Scene {
  current(object: KubernetesObject): KubernetesObject;
  isShared(object: KubernetesObject): boolean;
}

/** The objects of a plan as the new router wants them: those of a kind that it knows are changed, not replaced. */
export function movedObjects(plan: Plan, scene: Scene): Moved {
  const { reading, rendered, base } = plan;
  const old = reading.from.filter((object) => !isService(object));
  const pairs = pairsOf(old, rendered.objects);
  const anchor = old.find((object) => object === mainOf(reading)) ?? mainOf(reading);
  const paired = new Set([...pairs].map(([, next]) => next));
  const unpaired = rendered.objects.filter((object) => !paired.has(object));
  // What the old router needs too and nobody gave stands somewhere else: a Gateway that many routes share.
  const outside = unpaired.filter(
    (object) => base.objects.some((other) => kindOf(other) === kindOf(object)) && !old.some(sameKind(object)),
  );
  const added = unpaired.filter((object) => !outside.includes(object));
  return {
    edited: editedObjects(plan, pairs, added, scene),
    removed: old.filter((object) => !pairs.has(object)),
    added: added.map((object) => withInheritance(plan, object, anchor, pairs.size === 0)),
    anchor,
    outside,
  };
}

function sameKind(object: KubernetesObject) {
  return (other: KubernetesObject) => kindOf(other) === kindOf(object);
}

/** Old and new objects of one kind: by name, or else in their order. */
function pairsOf(
  old: readonly KubernetesObject[],
  next: readonly KubernetesObject[],
): ReadonlyMap<KubernetesObject, KubernetesObject> {
  const pairs = new Map<KubernetesObject, KubernetesObject>();
  const free = new Set(next);
  for (const same of [
    (a: KubernetesObject, b: KubernetesObject) => identityOf(a) === identityOf(b),
    (a: KubernetesObject, b: KubernetesObject) => kindOf(a) === kindOf(b),
  ]) {
    for (const object of old) {
      const match = pairs.has(object) ? undefined : [...free].find((candidate) => same(object, candidate));
      if (match === undefined) continue;
      pairs.set(object, match);
      free.delete(match);
    }
  }
  return pairs;
}

/** The old objects with what differs between how the two routers say the same; all else stays as it was written. */
function editedObjects(
  plan: Plan,
  pairs: ReadonlyMap<KubernetesObject, KubernetesObject>,
  added: readonly KubernetesObject[],
  scene: Scene,
): ReadonlyMap<KubernetesObject, KubernetesObject> {
  const edited = (changesOf: (old: KubernetesObject, next: KubernetesObject) => readonly Change[]) =>
    new Map(
      [...pairs].map(([old, next]) => {
        const changes = apartFromMetadata(changesOf(old, next));
        return [old, withoutOld(plan, withChanges(scene.current(old), changes), next)] as const;
      }),
    );
  const baseOf = (next: KubernetesObject) =>
    plan.base.objects.find(({ metadata, kind }) => kind === next.kind && metadata.name === next.metadata.name);
  const whole = (old: KubernetesObject, next: KubernetesObject) => differingFields(old, next, baseOf(next));
  const least = (old: KubernetesObject, next: KubernetesObject) => {
    const base = baseOf(next);
    return base === undefined ? whole(old, next) : changesBetween(base, next);
  };
  const small = edited(least);
  if (saysTheSame(plan, [...small.values(), ...added])) return small;
  // Of what others speak of too, this plan knows its own part alone.
  return edited((old, next) => (scene.isShared(old) ? least(old, next) : whole(old, next)));
}

/** What makes the new object's fields of the old one's, as far as the two routers say them differently. */
function differingFields(old: KubernetesObject, next: KubernetesObject, base: KubernetesObject | undefined): Change[] {
  const differing = new Set(
    (base === undefined ? changesBetween({}, next) : changesBetween(base, next)).map(
      ({ path: [top, field] }) => `${top}.${field}`,
    ),
  );
  return changesBetween(old, next).filter(
    ({ path: [top, field] }) => top !== 'status' && (base === undefined || differing.has(`${top}.${field}`)),
  );
}

/** Name, labels and others' annotations stay; the routers' own annotations are seen to one by one. */
function apartFromMetadata(changes: readonly Change[]): Change[] {
  return changes.filter(({ path: [first] }) => first !== 'metadata');
}

/** Less what only the old router reads. */
function withoutOld({ from, to, base }: Plan, object: KubernetesObject, next: KubernetesObject): KubernetesObject {
  const wanted = next.metadata.annotations ?? {};
  const said = new Set(base.objects.flatMap(({ metadata }) => Object.keys(metadata.annotations ?? {})));
  const own = (prefixes: readonly string[] = [], name: string) => prefixes.some((prefix) => name.startsWith(prefix));
  const gone = Object.keys(object.metadata.annotations ?? {}).filter(
    (name) =>
      !Object.hasOwn(wanted, name) &&
      (name === OLD_CLASS ||
        (own(from.marks.annotations, name) && (said.has(name) || !own(to.marks.annotations, name)))),
  );
  const changes = gone.map((name): Change => ({ kind: 'remove', path: ['metadata', 'annotations', name] }));
  const added = Object.entries(wanted).map(
    ([name, value]): Change => ({ kind: 'set', path: ['metadata', 'annotations', name], value }),
  );
  return withChanges(object, [...changes, ...added]);
}

/** Whether the new router reads the same from objects as from those that it asked for, whatever they are called. */
function saysTheSame({ to, rendered }: Plan, objects: readonly KubernetesObject[]): boolean {
  const said = (some: readonly KubernetesObject[]) =>
    to.read(some).map(({ affinity, routing }) => ({
      affinity: JSON.stringify(affinity),
      className: routing.className,
      rules: routing.rules.map((rule) => JSON.stringify(sortedEntries(rule))).toSorted(),
      tls: routing.tls.map((entry) => JSON.stringify(sortedEntries(entry))).toSorted(),
    }));
  return JSON.stringify(said(objects)) === JSON.stringify(said(rendered.objects));
}

function sortedEntries(value: object) {
  return Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** A new object with the labels of the old one, and with the annotations that are others' business. */
function withInheritance(
  plan: Plan,
  object: KubernetesObject,
  anchor: KubernetesObject,
  replaces: boolean,
): KubernetesObject {
  const { labels } = anchor.metadata;
  const kept = replaces ? inheritedAnnotations(plan, object, anchor) : {};
  const annotations = { ...kept, ...object.metadata.annotations };
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(labels !== undefined && { labels: { ...labels, ...object.metadata.labels } }),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    },
  };
}

function inheritedAnnotations(
  plan: Plan,
  object: KubernetesObject,
  anchor: KubernetesObject,
): Readonly<Record<string, string>> {
  const heir = heirsOf(plan.rendered);
  return Object.fromEntries(
    Object.entries(anchor.metadata.annotations ?? {}).filter(([name]) => {
      const role = roleOf(name, plan);
      return (role === 'certificate' && object === heir.certificate) || (role === 'other' && object === heir.route);
    }),
  );
}

/** Which new object has the annotations of others: certificates are asked for where TLS ends, the rest stands on the route. */
export function heirsOf({ objects }: Rendered): { route?: KubernetesObject; certificate?: KubernetesObject } {
  const gateway = objects.find((object) => kindOf(object) === 'gateway.networking.k8s.io/Gateway');
  const ingress = objects.find(({ kind }) => kind === 'Ingress');
  const route = objects.find((object) => !/^(Gateway|Host)$/.test(object.kind)) ?? objects[0];
  const certificate = gateway ?? ingress;
  return { ...(route !== undefined && { route }), ...(certificate !== undefined && { certificate }) };
}

/** Whose an annotation is: the old router's, cert-manager's, kubectl's own, or somebody else's. */
export function roleOf(name: string, { from }: Plan): 'router' | 'certificate' | 'kubectl' | 'other' {
  if (name === OLD_CLASS || from.marks.annotations?.some((prefix) => name.startsWith(prefix))) return 'router';
  if (name.includes('cert-manager.io/') || name === 'kubernetes.io/tls-acme') return 'certificate';
  return name === LAST_APPLIED ? 'kubectl' : 'other';
}
