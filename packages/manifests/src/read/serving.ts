import * as z from 'zod';
import type { KubernetesObject } from '../objects.ts';
import type { Loss, Router } from '../router.ts';
import { routers } from '../routers/index.ts';
import { servicesOf } from '../routing.ts';
import { quote } from '../rules/quote.ts';
import { readIngress } from './ingress.ts';
import { kindOf, type ObjectIndex, objectIndex } from './object-index.ts';

/** Who may serve an object that more than one router could: the likeliest first. */
export interface Candidates {
  readonly routers: readonly Router[];
  /** What was taken for granted in that. */
  readonly assumed: readonly Loss[];
}

/** Why nobody is known to serve an object, and what would settle it. */
export interface NoCandidate {
  readonly reason: string;
}

/** Tells who serves an Ingress or an HTTPRoute; undefined for other objects, whose kind tells it. */
export function servingOf(
  objects: readonly KubernetesObject[],
): (object: KubernetesObject) => Candidates | NoCandidate | undefined {
  const find = objectIndex(objects);
  const ofIngress = ingressServing(objects, find);
  const ofRoute = routeServing(objects, find);
  return (object) => (isIngress(object) ? ofIngress(object) : isHttpRoute(object) ? ofRoute(object) : undefined);
}

/** Whether a router serves objects of a kind that others serve too: what it renders is what it reads. */
export function servesSharedKinds(router: Router): boolean {
  return renders(router, isIngress) || renders(router, isHttpRoute);
}

function renders(router: Router, is: (object: KubernetesObject) => boolean): boolean {
  const rule = { host: 'shop.example', path: '/', match: 'prefix', service: 'shop', port: 80 } as const;
  return router.render({ name: 'shop', rules: [rule], tls: [] }, { kind: 'none' }).objects.some(is);
}

function isIngress(object: KubernetesObject): boolean {
  return object.kind === 'Ingress' && /^(networking\.k8s\.io|extensions)\//.test(object.apiVersion);
}

function isHttpRoute(object: KubernetesObject): boolean {
  return kindOf(object) === 'gateway.networking.k8s.io/HTTPRoute';
}

const controlled = z.looseObject({
  spec: z.looseObject({ controller: z.string().optional(), controllerName: z.string().optional() }),
});

/** The controller that an IngressClass or a GatewayClass names; undefined where there is no such class. */
function controllerOf(find: ObjectIndex, kind: string, name: string): string | undefined {
  const { data } = controlled.safeParse(find(kind, name, undefined));
  return data?.spec.controller ?? data?.spec.controllerName;
}

const INGRESS_CLASS = 'networking.k8s.io/IngressClass';
const GATEWAY_CLASS = 'gateway.networking.k8s.io/GatewayClass';
const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class';

function ingressServing(objects: readonly KubernetesObject[], find: ObjectIndex) {
  const all = Object.values(routers).filter((router) => renders(router, isIngress));
  const usual = objects.find(
    (object) => kindOf(object) === INGRESS_CLASS && object.metadata.annotations?.[DEFAULT_CLASS] === 'true',
  )?.metadata.name;
  return (object: KubernetesObject): Candidates | NoCandidate => {
    const routing = readIngress(object)?.routing;
    const className = routing?.className ?? usual;
    const services = routing === undefined ? [] : servicesOf(routing);
    const told = [object, ...services.map((name) => find('/Service', name, object.metadata.namespace))];
    const marked = markedBy(all, told);
    const controller = className === undefined ? undefined : controllerOf(find, INGRESS_CLASS, className);
    if (controller !== undefined) {
      const serving = all.filter(({ marks }) => marks.controllers?.includes(controller));
      if (serving.length > 0) return { routers: preferred(serving, marked), assumed: [] };
      return { reason: `Its class is for the controller ${quote(controller)}, which is none that Sticky knows.` };
    }
    const named = className === undefined ? [] : all.filter(({ marks }) => marks.classNames?.includes(className));
    if (named.length > 0) {
      const serving = preferred(named, marked);
      return { routers: serving, assumed: ambiguity(serving, `The class ${quote(className ?? '')}`) };
    }
    if (marked.length > 0) return { routers: marked, assumed: ambiguity(marked, 'What is annotated') };
    return {
      reason:
        className === undefined
          ? 'It has no class and no annotation of a router that Sticky knows: set spec.ingressClassName.'
          : `Its class ${quote(className)} is none that Sticky knows: give the IngressClass beside it.`,
    };
  };
}

/** The routers with an annotation of theirs on one of the objects, and those with the same controller. */
function markedBy(all: readonly Router[], objects: readonly (KubernetesObject | undefined)[]): readonly Router[] {
  const names = objects.flatMap((object) => Object.keys(object?.metadata.annotations ?? {}));
  const marked = all.filter(({ marks }) =>
    marks.annotations?.some((prefix) => names.some((name) => name.startsWith(prefix))),
  );
  return all.filter((router) => marked.some((other) => other === router || shareController(other, router)));
}

function shareController({ marks }: Router, other: Router): boolean {
  return marks.controllers?.some((controller) => other.marks.controllers?.includes(controller)) ?? false;
}

/** Those that are marked, where there are any. */
function preferred(serving: readonly Router[], marked: readonly Router[]): readonly Router[] {
  const both = serving.filter((router) => marked.includes(router));
  return both.length > 0 ? both : serving;
}

/** What is taken for granted where several controllers could be meant. */
function ambiguity([first, ...others]: readonly Router[], what: string): readonly Loss[] {
  if (first === undefined || others.every((other) => shareController(first, other))) return [];
  const titles = [first, ...others].map(({ title }) => title).join(' and ');
  return [
    {
      field: 'router',
      reason: `${what} can be for ${titles}: ${first.title} is taken, give the class beside it to be sure.`,
      instead: first.id,
    },
  ];
}

const GATEWAY_API = routers['gateway-api'];

const parents = z.looseObject({
  spec: z.looseObject({
    parentRefs: z.array(
      z.looseObject({ kind: z.string().default('Gateway'), namespace: z.string().exactOptional(), name: z.string() }),
    ),
  }),
});
const gateway = z.looseObject({ spec: z.looseObject({ gatewayClassName: z.string() }) });

function routeServing(objects: readonly KubernetesObject[], find: ObjectIndex) {
  const all = Object.values(routers).filter((router) => renders(router, isHttpRoute));
  const standard = [GATEWAY_API, routers['gateway-api-next']];
  const present = new Set(objects.map((object) => `${kindOf(object)} ${object.metadata.namespace ?? ''}`));
  const ownKinds = ({ marks }: Router) => marks.kinds?.filter((kind) => !GATEWAY_API.marks.kinds?.includes(kind)) ?? [];
  return (object: KubernetesObject): Candidates => {
    const { namespace } = object.metadata;
    const refs = parents.safeParse(object).data?.spec.parentRefs.filter(({ kind }) => kind === 'Gateway') ?? [];
    const classNames = refs.flatMap(({ name, ...ref }) => {
      const found = find('gateway.networking.k8s.io/Gateway', name, ref.namespace ?? namespace);
      return gateway.safeParse(found).data?.spec.gatewayClassName ?? [];
    });
    const [className] = classNames;
    const controller = className === undefined ? undefined : controllerOf(find, GATEWAY_CLASS, className);
    const serving =
      controller === undefined
        ? all.filter(({ marks }) => className !== undefined && marks.classNames?.includes(className))
        : all.filter(({ marks }) => marks.controllers?.includes(controller));
    if (serving.length > 0) return { routers: serving, assumed: [] };
    // A policy of its own beside the route, such as a BackendTrafficPolicy.
    const byPolicy = all.filter((router) => ownKinds(router).some((kind) => present.has(`${kind} ${namespace ?? ''}`)));
    if (byPolicy.length > 0) return { routers: byPolicy, assumed: [] };
    const reason =
      className === undefined
        ? 'Its Gateway is not among the documents: it is read as the Gateway API says, whatever implements it.'
        : `The GatewayClass ${quote(className)} is none that Sticky knows: it is read as the Gateway API says.`;
    return { routers: standard, assumed: [{ field: 'router', reason, instead: 'gateway-api' }] };
  };
}
