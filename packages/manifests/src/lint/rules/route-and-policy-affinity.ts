import { titleOf } from '../../object-identity.ts';
import type { SourceDocument } from '../../yaml/source.ts';
import type { LintRule, Scene } from '../rule.ts';
import { entriesOf, fieldsOf } from '../view/fields.ts';
import { sessionPersistences, specOf } from '../view/session-persistence.ts';

/** Policies that keep clients on a pod, each with where they say so. */
const POLICIES: Readonly<Record<string, readonly string[]>> = {
  XBackendTrafficPolicy: ['sessionPersistence'],
  BackendTrafficPolicy: ['loadBalancer', 'consistentHash'],
  BackendConfigPolicy: ['loadBalancer', 'ringHash'],
  UpstreamSettingsPolicy: ['hashMethodKey'],
};

export const routeAndPolicyAffinity: LintRule = {
  id: 'route-and-policy-affinity',
  severity: 'warning',
  title: 'A route and a policy that both keep clients',
  why: "The route's session goes before the policy's, which then does nothing for who has one: two settings to keep in step, and one of them misleads.",
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-1619/#prioritization-of-session-persistence-on-route-rule',
  *check(scene) {
    const policies = policiesByTarget(scene);
    for (const { document, path, rule } of sessionPersistences(scene)) {
      const { namespace, name } = document.object.metadata;
      const services = entriesOf(rule.get('backendRefs')).map((backend) => `Service ${fieldsOf(backend).get('name')}`);
      const policy = [`${document.object.kind} ${name}`, ...services]
        .map((target) => policies.get(`${namespace} ${target}`))
        .find((found) => found !== undefined);
      if (policy === undefined) continue;
      yield {
        document,
        path,
        part: 'key',
        message: `This goes before ${titleOf(policy.object)}, which keeps the same clients in its own way: take one of them away.`,
      };
    }
  },
};

function policiesByTarget(scene: Scene): ReadonlyMap<string, SourceDocument> {
  return new Map(
    Object.entries(POLICIES).flatMap(([kind, path]) =>
      scene
        .ofKind(kind)
        .filter((document) => valueAt(specOf(document), path) != null)
        .flatMap((document) => targetsOf(document).map((target) => [target, document] as const)),
    ),
  );
}

function targetsOf(document: SourceDocument): readonly string[] {
  const spec = specOf(document);
  return [...entriesOf(spec.get('targetRefs')), spec.get('targetRef')].map((value) => {
    const target = fieldsOf(value);
    return `${document.object.metadata.namespace} ${target.get('kind')} ${target.get('name')}`;
  });
}

function valueAt(spec: ReadonlyMap<string, unknown>, [first = '', ...rest]: readonly string[]): unknown {
  const value = spec.get(first);
  return rest.length === 0 ? value : valueAt(fieldsOf(value), rest);
}
