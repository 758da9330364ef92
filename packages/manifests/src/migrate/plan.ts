import { ManifestError } from '../errors.ts';
import { titleOf } from '../object-identity.ts';
import type { KubernetesObject } from '../objects.ts';
import type { RoutedReading } from '../read/documents.ts';
import type { Reading, Rendered, Router } from '../router.ts';
import { routers } from '../routers/index.ts';
import { readIngressNginx } from '../routers/ingress-nginx-annotations.ts';
import type { Routing } from '../routing.ts';
import { type Effective, effectiveAffinity } from './effective.ts';
import { haveSameController, nameOf } from './router-identity.ts';

/** How one routing object gets to its new router. */
export interface Plan {
  readonly reading: RoutedReading;
  readonly from: Router;
  readonly to: Router;
  /** `Ingress shop/web`, the object that routes. */
  readonly object: string;
  readonly effective: Effective;
  /** What the new router is told to route: another class, and ports by number where it needs them. */
  readonly routing: Routing;
  readonly rendered: Rendered;
  /** How the old router would say what was read: what it shares with `rendered` needs no change. */
  readonly base: Rendered;
}

export interface Target {
  readonly to: Router;
  /** As the user asked for it. */
  readonly className?: string;
  /** The number of a Service's port that is said by name. */
  portOf(service: string, namespace: string | undefined, port: string): number | undefined;
}

/**
 * How a reading gets to another router.
 *
 * @throws ManifestError `unsupported-affinity` or `unsupported-routing` when it cannot; the message names the object.
 */
export function planFor(reading: RoutedReading, target: Target): Plan {
  const from = routers[reading.router];
  const object = titleOf(mainOf(reading));
  refuseCanary(reading, object, target.to);
  const effective = effectiveAffinity(reading);
  const named = withClass(reading.routing, classFor(reading, from, target));
  const { routing, rendered } = renderedFor(object, named, effective, target);
  return { reading, from, to: target.to, object, effective, routing, rendered, base: baseOf(reading, from) };
}

/** The object that routes: the one that bears the routing's name, of those that are no Service where there is one. */
export function mainOf({ from, routing }: Reading): KubernetesObject {
  const routes = from.filter(({ kind }) => !SIDES.has(kind));
  const main = routes.find(({ metadata }) => metadata.name === routing.name) ?? routes[0] ?? from[0];
  if (main === undefined) throw new ManifestError('invalid-document', `Nothing says the routing ${routing.name}.`);
  return main;
}

/** What stands beside an object that routes. */
const SIDES: ReadonlySet<string> = new Set(['Service', 'Gateway', 'DestinationRule', 'BackendConfig', 'Middleware']);

/** ingress-nginx gives a part of another Ingress' requests to a canary; as an Ingress of its own it would take all or none. */
function refuseCanary({ from, router }: RoutedReading, object: string, to: Router): void {
  if (router !== 'ingress-nginx') return;
  const canary = from
    .map(({ metadata }) => readIngressNginx(metadata.annotations ?? {}).settings.canary)
    .find((settings) => settings !== undefined);
  if (canary === undefined) return;
  throw new ManifestError(
    'unsupported-routing',
    `${object} is a canary, which takes a part of another Ingress' requests: end it before the cut-over, or write it with the weights of ${nameOf(to)} by hand.`,
  );
}

function classFor({ routing }: Reading, from: Router, { to, className }: Target): string | undefined {
  if (className !== undefined) return className;
  // Two ways of speaking to the same controller have the same classes.
  return (haveSameController(from, to) ? routing.className : undefined) ?? to.className ?? to.marks.classNames?.[0];
}

function withClass({ className: _, ...routing }: Routing, className: string | undefined): Routing {
  return { ...routing, ...(className !== undefined && { className }) };
}

function renderedFor(object: string, routing: Routing, { affinity }: Effective, { to, portOf, className }: Target) {
  const asked = className !== undefined;
  const told = (candidate: Routing): { routing: Routing; rendered: Rendered } => {
    const rendered = to.render(candidate, affinity);
    // What it does not know it need not be told, so nothing is lost by it.
    return !asked && rendered.losses.some(({ field }) => field === 'className')
      ? told(withClass(candidate, undefined))
      : { routing: candidate, rendered };
  };
  const numbered: Routing = {
    ...routing,
    rules: routing.rules.map((rule) => {
      const { service, port } = rule;
      const number = typeof port === 'string' ? portOf(service, routing.namespace, port) : undefined;
      return number === undefined ? rule : { ...rule, port: number };
    }),
  };
  try {
    return told(routing);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    try {
      return told(numbered);
    } catch (cause) {
      if (!(cause instanceof ManifestError)) throw cause;
      throw new ManifestError(cause.code, `${object}: ${cause.message}`, { cause, issues: cause.issues });
    }
  }
}

/** A router can read what it would not write: then everything changes. */
function baseOf({ routing, affinity }: Reading, from: Router): Rendered {
  try {
    return from.render(routing, affinity);
  } catch (error) {
    if (error instanceof ManifestError) return { objects: [], losses: [] };
    throw error;
  }
}
