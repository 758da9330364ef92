import * as z from 'zod';
import type { SourceDocument } from '../../yaml/source.ts';

/** A Service as rules look at it; parts of another shape than Kubernetes takes are absent. */
export interface ServiceView {
  readonly document: SourceDocument;
  readonly annotations: Readonly<Record<string, string>>;
  /** As written; without it ClusterIP. */
  readonly type?: string;
  readonly clusterIP?: string;
  readonly sessionAffinity?: string;
  readonly timeoutSeconds?: number;
  /** Whether there is a sessionAffinityConfig. */
  readonly affinityConfig: boolean;
  readonly externalTrafficPolicy?: string;
  readonly publishNotReadyAddresses: boolean;
  /** Without one, somebody else keeps its endpoints. */
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly port: number; readonly name?: string }[];
}

const text = z.string().optional().catch(undefined);
const service = z.looseObject({
  spec: z.looseObject({
    type: text,
    clusterIP: text,
    sessionAffinity: text,
    sessionAffinityConfig: z
      .looseObject({
        clientIP: z
          .looseObject({ timeoutSeconds: z.number().optional().catch(undefined) })
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
    externalTrafficPolicy: text,
    publishNotReadyAddresses: z.boolean().default(false).catch(false),
    selector: z.record(z.string(), z.string()).optional().catch(undefined),
    ports: z
      .array(z.looseObject({ port: z.int(), name: text }).nullable().catch(null))
      .default([])
      .catch([]),
  }),
});

/** What a Service says; undefined for another object. */
export function viewService(document: SourceDocument): ServiceView | undefined {
  const { object } = document;
  if (object.kind !== 'Service' || object.apiVersion !== 'v1') return undefined;
  const { data } = service.safeParse(object);
  if (data === undefined) return undefined;
  const { type, clusterIP, sessionAffinity, sessionAffinityConfig, externalTrafficPolicy, selector } = data.spec;
  const timeoutSeconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  const selects = selector !== undefined && Object.keys(selector).length > 0;
  return {
    document,
    annotations: object.metadata.annotations ?? {},
    ...(type !== undefined && { type }),
    ...(clusterIP !== undefined && { clusterIP }),
    ...(sessionAffinity !== undefined && { sessionAffinity }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    affinityConfig: sessionAffinityConfig !== undefined,
    ...(externalTrafficPolicy !== undefined && { externalTrafficPolicy }),
    publishNotReadyAddresses: data.spec.publishNotReadyAddresses,
    ...(selects && { selector }),
    ports: data.spec.ports.flatMap((entry) =>
      entry === null ? [] : [{ port: entry.port, ...(entry.name !== undefined && { name: entry.name }) }],
    ),
  };
}
