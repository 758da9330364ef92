import type { KubernetesObject } from '../objects.ts';
import type { Path, Reading, RouterId } from '../router.ts';
import type { DocumentEdit, Place, Source, SourceDocument } from '../yaml/source.ts';
import type { IngressView } from './view/ingress.ts';
import type { NginxIngress } from './view/nginx.ts';
import type { ServiceView } from './view/service.ts';
import type { WorkloadView } from './view/workload.ts';

/** `error`: it is refused, or does not stick. `warning`: it sticks less than it seems. `note`: worth a thought. */
export type Severity = 'error' | 'warning' | 'note';

/** A change that makes what was meant. */
export interface Fix {
  /** What it does, in one sentence. */
  readonly title: string;
  readonly edits: readonly DocumentEdit[];
}

/** What a rule found, still without its place in the text. */
export interface Found {
  readonly document: SourceDocument;
  readonly path: Path;
  /** Whether the key or the value at the path is meant. Default: the value. */
  readonly part?: 'key' | 'value';
  /** What is wrong here and what to do, in one sentence. */
  readonly message: string;
  /** Only where it is safe: it makes what was meant, whatever else is in the cluster. */
  readonly fix?: Fix;
}

/** All documents that are linted together, and what is known of them. */
export interface Scene {
  readonly documents: readonly SourceDocument[];
  /** Those of three kinds, as rules look at them, in the order of the documents. */
  readonly ingresses: readonly IngressView[];
  /** Of the Ingresses those that speak to ingress-nginx, with what they ask it for. */
  readonly nginxIngresses: readonly NginxIngress[];
  readonly services: readonly ServiceView[];
  readonly workloads: readonly WorkloadView[];
  /** What the documents ask of their routers, each routing object under the one that serves it. */
  readonly readings: readonly (Reading & { readonly router: RouterId })[];
  /** The document of an object that a reading names. */
  documentOf(object: KubernetesObject): SourceDocument | undefined;
  /** The documents of a kind, whatever their version, in their order. */
  ofKind(kind: string): readonly SourceDocument[];
  /** The object of that kind and name in the same namespace, where it is among the documents. */
  find(kind: string, name: string, namespace: string | undefined): SourceDocument | undefined;
  /** The Service of that name in the same namespace, where it is among the documents. */
  findService(name: string, namespace: string | undefined): ServiceView | undefined;
  /** What runs the pods that a Service leads to, as far as it is among the documents. */
  workloadsOf(service: ServiceView): readonly WorkloadView[];
}

/** What is known of a rule without asking it. */
export interface RuleDescription {
  /** Stable, in kebab case: it stands in configurations. */
  readonly id: string;
  readonly severity: Severity;
  /** What is wrong, as a headline. */
  readonly title: string;
  /** Why it matters, in one or two sentences. */
  readonly why: string;
  /** Where to read more. */
  readonly documentation: string;
}

/** One file each in `rules/`, with `examples/ID.fail.yaml` and `examples/ID.pass.yaml` beside. */
export interface LintRule extends RuleDescription {
  /** Whether it is for what no other rule says: nothing of it is told of an object in which another finds more than a note. */
  readonly fallback?: true;
  check(scene: Scene): Iterable<Found>;
}

/** What is wrong or risky in a manifest, with its place and, where there is one, its fix. Plain data. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly why: string;
  readonly place: Place;
  /** `Ingress shop/web`, where it is in an object. */
  readonly object?: string;
  readonly fix?: { readonly title: string; readonly edits: readonly DocumentEdit[] };
}

/** All that is looked at together. */
export type Sources = readonly Source[];
