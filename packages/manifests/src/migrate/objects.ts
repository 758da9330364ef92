import type { KubernetesObject } from '../objects.ts';
import { kindOf } from '../read/object-index.ts';
import type { Rendered } from '../router.ts';
import { type Change, changesBetween, withChanges } from './diff.ts';
import { identityOf, isService } from './identity.ts';
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
    edited: new Map([...pairs].map(([before, next]) => [before, editedObject(plan, before, next, scene)])),
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

/** The old object with what differs between how the two routers say the same; all else stays as it was written. */
function editedObject(plan: Plan, old: KubernetesObject, next: KubernetesObject, scene: Scene): KubernetesObject {
  const base = plan.base.objects.find(
    ({ metadata, kind }) => kind === next.kind && metadata.name === next.metadata.name,
  );
  const whole = changesBetween(shared(old, next), shared(next, next));
  const least = base === undefined ? whole : changesBetween(base, next);
  const edited = (changes: readonly Change[]) =>
    withoutOld(plan, withChanges(scene.current(old), apartFromMetadata(changes)), next);
  // Of what others speak of too, this plan knows its own part alone.
  return scene.isShared(old) || saysTheSame(plan, edited(least), next) ? edited(least) : edited(whole);
}

/** Name, labels and others' annotations stay; the routers' own annotations are seen to one by one. */
function apartFromMetadata(changes: readonly Change[]): Change[] {
  return changes.filter(({ path: [first] }) => first !== 'metadata');
}

/** Those parts of an object that another one has too, less its metadata. */
function shared(object: KubernetesObject, other: KubernetesObject): object {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'metadata' && Object.hasOwn(other, key)));
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

/** Whether the new router reads the same from an edited object as from the one that it asked for. */
function saysTheSame({ to, rendered }: Plan, edited: KubernetesObject, next: KubernetesObject): boolean {
  const others = rendered.objects.filter((object) => object !== next);
  const said = (object: KubernetesObject) =>
    to.read([...others, { ...object, metadata: { ...object.metadata, name: next.metadata.name } }]).map((reading) => ({
      affinity: JSON.stringify(reading.affinity),
      className: reading.routing.className,
      rules: reading.routing.rules.map((rule) => JSON.stringify(sortedEntries(rule))).toSorted(),
      tls: reading.routing.tls.map((entry) => JSON.stringify(sortedEntries(entry))).toSorted(),
    }));
  return JSON.stringify(said(edited)) === JSON.stringify(said(next));
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
