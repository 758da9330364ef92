import type { Path, RouterId } from '../../router.ts';
import { routers } from '../../routers/index.ts';
import type { SourceDocument } from '../../yaml/source.ts';
import type { Scene } from '../rule.ts';
import { entriesOf, fieldsOf } from './fields.ts';

/** One `sessionPersistence` of the Gateway API, in a rule of a route or in a policy. */
export interface SessionPersistenceView {
  readonly document: SourceDocument;
  /** Where it stands. */
  readonly path: Path;
  readonly fields: ReadonlyMap<string, unknown>;
  /** The rule of a route that has it; none in a policy. */
  readonly rule: ReadonlyMap<string, unknown>;
  /** Whoever implements the Gateways of the route, as far as those are among the documents. */
  readonly gateways: readonly GatewayView[];
}

export interface GatewayView {
  readonly document: SourceDocument;
  readonly className: string;
  /** `spec.controllerName` of its GatewayClass, where that is among the documents. */
  readonly controller?: string;
  readonly protocols: readonly unknown[];
}

const ROUTES = ['HTTPRoute', 'GRPCRoute'];
const POLICIES = ['XBackendTrafficPolicy', 'BackendLBPolicy'];

export function* sessionPersistences(scene: Scene): Generator<SessionPersistenceView> {
  for (const document of ROUTES.flatMap((kind) => scene.ofKind(kind))) {
    const spec = specOf(document);
    for (const [index, value] of entriesOf(spec.get('rules')).entries()) {
      const rule = fieldsOf(value);
      if (!rule.has('sessionPersistence')) continue;
      const fields = fieldsOf(rule.get('sessionPersistence'));
      const path = ['spec', 'rules', index, 'sessionPersistence'];
      yield { document, path, fields, rule, gateways: gatewaysOf(scene, document) };
    }
  }
  for (const document of POLICIES.flatMap((kind) => scene.ofKind(kind))) {
    const spec = specOf(document);
    if (!spec.has('sessionPersistence')) continue;
    const fields = fieldsOf(spec.get('sessionPersistence'));
    yield { document, path: ['spec', 'sessionPersistence'], fields, rule: new Map(), gateways: [] };
  }
}

export function specOf({ object }: SourceDocument): ReadonlyMap<string, unknown> {
  return fieldsOf(fieldsOf(object).get('spec'));
}

/** The Gateways that a route hangs on, as far as they are among the documents. */
function gatewaysOf(scene: Scene, route: SourceDocument): readonly GatewayView[] {
  return entriesOf(specOf(route).get('parentRefs')).flatMap((value): GatewayView[] => {
    const parent = fieldsOf(value);
    const { name, namespace = route.object.metadata.namespace } = Object.fromEntries(parent);
    if ((parent.get('kind') ?? 'Gateway') !== 'Gateway' || typeof name !== 'string') return [];
    const document = scene.find('Gateway', name, typeof namespace === 'string' ? namespace : undefined);
    const className = document && specOf(document).get('gatewayClassName');
    if (document === undefined || typeof className !== 'string') return [];
    const gatewayClass = scene.find('GatewayClass', className, undefined);
    const controller = gatewayClass && specOf(gatewayClass).get('controllerName');
    return [
      {
        document,
        className,
        ...(typeof controller === 'string' && { controller }),
        protocols: entriesOf(specOf(document).get('listeners')).map((listener) => fieldsOf(listener).get('protocol')),
      },
    ];
  });
}

/** Whether a router serves a Gateway: by the controller of its class, else by the name that its class usually has. */
export function isServedBy(id: RouterId, { className, controller }: GatewayView): boolean {
  const { controllers = [], classNames = [] } = routers[id].marks;
  return controller === undefined ? classNames.includes(className) : controllers.includes(controller);
}

/** `Cookie`, which is the default, or `Header`. */
export function isHeader({ fields }: SessionPersistenceView): boolean {
  return fields.get('type') === 'Header';
}

/** The lifetime of the cookie, in either shape. */
export function lifetimeType({ fields }: SessionPersistenceView): unknown {
  return fieldsOf(fields.get('cookieConfig') ?? fields.get('cookie')).get('lifetimeType') ?? 'Session';
}
