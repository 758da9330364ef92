import type { KubernetesObject } from '../objects.ts';
import { readObjects } from '../read/documents.ts';
import type { SourceDocument } from '../yaml/source.ts';
import type { Scene, Sources } from './rule.ts';
import { viewIngress } from './view/ingress.ts';
import { nginxIngressesOf } from './view/nginx.ts';
import { type ServiceView, viewService } from './view/service.ts';
import { viewWorkload, type WorkloadView } from './view/workload.ts';

/** All documents of the sources with what rules look up in them; each look-up takes the same time however many there are. */
export function sceneOf(sources: Sources): Scene {
  const documents = sources.flatMap((source) => source.documents);
  const byObject = new Map<KubernetesObject, SourceDocument>(documents.map((document) => [document.object, document]));
  const byKind = Map.groupBy(documents, ({ object }) => object.kind);
  const byName = new Map(
    documents.map((document) => [keyOf(document.object.kind, document.object.metadata), document] as const),
  );
  const services = (byKind.get('Service') ?? []).flatMap((document) => viewService(document) ?? []);
  const serviceByName = new Map(
    services.map((service) => [nameOf(service.document.object.metadata), service] as const),
  );
  const workloads = documents.flatMap((document) => viewWorkload(document) ?? []);
  const ingresses = (byKind.get('Ingress') ?? []).flatMap((document) => viewIngress(document) ?? []);
  const find: Scene['find'] = (kind, name, namespace) => byName.get(keyOf(kind, { name, namespace }));
  return {
    documents,
    ingresses,
    nginxIngresses: nginxIngressesOf({ ingresses, find }),
    services,
    workloads,
    readings: readObjects(documents.map(({ object }) => object)).readings,
    documentOf: (object) => byObject.get(object),
    ofKind: (kind) => byKind.get(kind) ?? [],
    find,
    findService: (name, namespace) => serviceByName.get(nameOf({ name, namespace })),
    workloadsOf: workloadsBySelector(workloads),
  };
}

/** In a label, a kind or a name there is no such character. */
const SEPARATOR = '\u0000';

interface Named {
  readonly name: string;
  readonly namespace?: string | undefined;
}

function nameOf({ name, namespace = '' }: Named): string {
  return `${namespace}${SEPARATOR}${name}`;
}

function keyOf(kind: string, named: Named): string {
  return `${kind}${SEPARATOR}${nameOf(named)}`;
}

/** By one label of the selector, so that a Service need not look at every workload. */
function workloadsBySelector(workloads: readonly WorkloadView[]): Scene['workloadsOf'] {
  const byLabel = new Map<string, WorkloadView[]>();
  for (const workload of workloads) {
    for (const label of Object.entries(workload.labels)) {
      const key = labelKey(label, workload.document.object.metadata.namespace);
      const there = byLabel.get(key);
      if (there === undefined) byLabel.set(key, [workload]);
      else there.push(workload);
    }
  }
  return ({ document, selector }: ServiceView) => {
    const entries = Object.entries(selector ?? {});
    const candidates = entries.map((entry) => byLabel.get(labelKey(entry, document.object.metadata.namespace)) ?? []);
    const [fewest = []] = candidates.toSorted((a, b) => a.length - b.length);
    return fewest.filter(({ labels }) => entries.every(([name, value]) => labels[name] === value));
  };
}

function labelKey([name, value]: readonly [string, string], namespace = ''): string {
  return [namespace, name, value].join(SEPARATOR);
}
