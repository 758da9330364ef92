import type { Affinity, Strength } from './affinity.ts';
import type { AppSpec } from './app-spec.ts';
import type { KubernetesObject } from './objects.ts';

export type RouterId = 'service-client-ip' | 'ingress-nginx';

/** What the intent says and a router cannot. */
export interface Loss {
  /** Field of the Affinity, for example `strength` or `maxAgeSeconds`. */
  readonly field: string;
  /** Why it is lost and what happens instead, in one sentence. */
  readonly reason: string;
}

/** What a router makes of an App and its Affinity: whole objects, ready to apply, and what they cannot say. */
export interface Rendered {
  readonly objects: readonly KubernetesObject[];
  readonly losses: readonly Loss[];
}

/**
 * A way of routing that can carry an affinity. `read(render(app, affinity).objects)` is `affinity` less the losses.
 *
 * `render` returns only the objects that carry the affinity (the Service or the Ingress), not the Deployment.
 */
export interface Router {
  readonly id: RouterId;
  readonly title: string;
  readonly strengths: readonly Strength[];
  readonly status: 'stable' | 'experimental' | 'retired';
  /** Where to read more. */
  readonly documentation: string;
  /** @throws ManifestError `unsupported-affinity` when nothing of the intent can be carried. */
  render(app: AppSpec, affinity: Affinity): Rendered;
  /** The affinity that the objects ask this router for; `{kind: 'none'}` when they ask for none. */
  read(objects: readonly KubernetesObject[]): Affinity;
}
