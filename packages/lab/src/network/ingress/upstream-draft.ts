import type { IngressNginxSettings } from '@sticky/manifests';
import type { IngressBackend } from 'kubernetes-types/networking/v1.js';
import type { Stored } from '../../store/resource-types.ts';
import type { ServiceEndpoint } from '../endpoints.ts';
import type { Affinity } from './upstream.ts';
import { endpointsOfBackend } from './upstream-endpoints.ts';
import type { UpstreamSources } from './upstreams.ts';

/** An Ingress in force, with what its annotations ask for. */
export interface AnnotatedIngress {
  readonly ingress: Stored<'ingresses'>;
  readonly settings: IngressNginxSettings;
}

/** An upstream while the Ingresses are gone through. */
export interface UpstreamDraft {
  readonly endpoints: readonly ServiceEndpoint[];
  /** Those of the Ingress that counts for the algorithm, the endpoints and whether it is a canary's. */
  readonly settings: IngressNginxSettings;
  affinity: Affinity | undefined;
  readonly alternatives: string[];
}

/** By name. */
export type UpstreamDrafts = Map<string, UpstreamDraft>;

/**
 * The first Ingress that names an upstream is the one that counts for it. But a default backend starts its upstream anew
 * (controller.go, createUpstreams), so that of Ingresses that have it for theirs the last one counts.
 */
export function draftUpstreams(sources: UpstreamSources, ingresses: readonly AnnotatedIngress[]): UpstreamDrafts {
  const drafts: UpstreamDrafts = new Map();
  for (const annotated of ingresses) {
    const { ingress, settings } = annotated;
    const draft = (backend: IngressBackend): UpstreamDraft => {
      const endpoints = endpointsOfBackend(sources, annotated, backend);
      return { endpoints, settings, affinity: undefined, alternatives: [] };
    };
    const { rules = [], defaultBackend } = ingress.spec ?? {};
    const defaultName = defaultBackend === undefined ? undefined : upstreamName(ingress, defaultBackend);
    if (defaultBackend !== undefined && defaultName !== undefined) drafts.set(defaultName, draft(defaultBackend));
    for (const { backend } of rules.flatMap(({ http }) => http?.paths ?? [])) {
      const name = upstreamName(ingress, backend);
      if (name !== undefined && !drafts.has(name)) drafts.set(name, draft(backend));
    }
  }
  return drafts;
}

/** `namespace-service-port`: what all Ingresses that name the same port of the same Service share. */
export function upstreamName({ metadata }: Stored<'ingresses'>, { service }: IngressBackend): string | undefined {
  const port = service?.port?.number ?? service?.port?.name;
  return service === undefined || port === undefined ? undefined : `${metadata.namespace}-${service.name}-${port}`;
}
