import { type IngressNginxSettings, readIngressNginx } from '@sticky/manifests';
import type { IngressBackend, IngressServiceBackend } from 'kubernetes-types/networking/v1.js';
import type { Stored } from '../../store/resource-types.ts';
import type { StoreView } from '../../store/store.ts';
import { endpointsOf, type ServiceEndpoint } from '../endpoints.ts';
import { ANY_HOST } from './locations.ts';
import { buildUpstream, type Upstream } from './upstream.ts';

type Ingress = Stored<'ingresses'>;

/** By name. */
export type Upstreams = ReadonlyMap<string, Upstream>;

interface Draft {
  readonly namespace: string;
  readonly service: IngressServiceBackend;
  /** The settings of the Ingresses that name the upstream, in order. */
  readonly settings: IngressNginxSettings[];
  /** Where the cookie may be set: `host path`. */
  readonly cookieLocations: Set<string>;
}

/**
 * The upstreams that the Ingresses name, which come in the order in which they count. Those that did not change are
 * taken over from `before`, with their state.
 */
export function buildUpstreams(store: StoreView, ingresses: readonly Ingress[], before?: Upstreams): Upstreams {
  const drafts = new Map<string, Draft>();
  for (const ingress of ingresses) {
    const { settings } = readIngressNginx(ingress.metadata.annotations ?? {});
    const { rules = [], defaultBackend } = ingress.spec ?? {};
    for (const { host, http } of rules) {
      for (const { path, backend } of http?.paths ?? []) {
        const draft = draftOf(drafts, ingress, backend);
        draft?.settings.push(settings);
        if (settings.affinity)
          draft?.cookieLocations.add(
            cookieLocation(host === undefined || host === '' ? ANY_HOST : host.toLowerCase(), path ?? '/'),
          );
      }
    }
    if (defaultBackend !== undefined) draftOf(drafts, ingress, defaultBackend)?.settings.push(settings);
  }
  return new Map(
    [...drafts].map(([name, { namespace, service, settings, cookieLocations }]) => {
      const facts = { name, endpoints: readyEndpoints(store, namespace, service), settings, cookieLocations };
      return [name, buildUpstream(facts, before?.get(name))];
    }),
  );
}

function draftOf(drafts: Map<string, Draft>, ingress: Ingress, backend: IngressBackend): Draft | undefined {
  const name = upstreamName(ingress, backend);
  if (name === undefined || backend.service === undefined) return undefined;
  const draft = drafts.get(name) ?? {
    namespace: ingress.metadata.namespace ?? 'default',
    service: backend.service,
    settings: [],
    cookieLocations: new Set(),
  };
  drafts.set(name, draft);
  return draft;
}

/** `namespace-service-port`: what all Ingresses that name the same port of the same Service share. */
export function upstreamName({ metadata }: Ingress, { service }: IngressBackend): string | undefined {
  const port = service?.port?.number ?? service?.port?.name;
  return service === undefined || port === undefined ? undefined : `${metadata.namespace}-${service.name}-${port}`;
}

export function cookieLocation(host: string, path: string): string {
  return `${host} ${path}`;
}

function readyEndpoints(
  store: StoreView,
  namespace: string,
  { name, port }: IngressServiceBackend,
): readonly ServiceEndpoint[] {
  const service = store.get('services', { namespace, name });
  const found = service?.spec?.ports?.find((candidate) =>
    port?.number === undefined ? candidate.name === port?.name : candidate.port === port.number,
  );
  return found === undefined ? [] : endpointsOf(store, namespace, name, found.name ?? '').ready;
}
