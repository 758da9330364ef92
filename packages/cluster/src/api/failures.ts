import { z } from 'zod';
import { ClusterError, type FieldConflict } from '../errors.ts';
import { parseJson } from './json.ts';
import { groupOf, type Kind } from './kinds.ts';

/** What was asked of the server, for messages. */
export interface Asked {
  readonly verb: 'get' | 'list' | 'watch' | 'patch' | 'delete' | 'connect';
  readonly kind?: Kind | undefined;
  readonly subresource?: string | undefined;
  readonly name?: string | undefined;
}

/** Where it was asked. */
export interface Place {
  readonly context: string;
  readonly namespace: string;
  readonly server: string;
}

const statusSchema = z.object({
  message: z.string().optional(),
  reason: z.string().optional(),
  details: z
    .object({
      causes: z
        .array(
          z.object({ reason: z.string().optional(), message: z.string().optional(), field: z.string().optional() }),
        )
        .optional(),
    })
    .optional(),
});

/** The server's answer says no. The body is a Kubernetes Status, or what a proxy on the way says instead. */
export function refusal(httpStatus: number, body: string, asked: Asked, place: Place): ClusterError {
  // A proxy on the way may answer HTML instead: the HTTP status then tells enough.
  const status = statusSchema.safeParse(parseJson(body)).data;
  const said = oneLine(status?.message ?? `HTTP ${httpStatus}`);
  switch (httpStatus) {
    case 401:
      return new ClusterError(
        'unauthorized',
        `The server of context "${place.context}" does not know who you are (401): log in again, or renew the credential of its user in the kubeconfig.`,
      );
    case 403:
      return new ClusterError('forbidden', asked.kind ? forbiddenMessage(asked, asked.kind, place) : said);
    case 404:
      return new ClusterError('not-found', said);
    case 409: {
      const conflicts = parseConflicts(status);
      if (conflicts.length === 0) return new ClusterError('rejected', `${said} Try again.`);
      return new ClusterError('conflict', conflictMessage(conflicts), { conflicts });
    }
    default:
      return new ClusterError('rejected', `The server refused it: ${said}`);
  }
}

/** `"kubectl-create" owns .spec.replicas: repeat with force to take it over.` */
export function conflictMessage(conflicts: readonly FieldConflict[]): string {
  const owned = conflicts.map(({ manager, field }) => `"${manager}" owns ${field}`).join(', ');
  return `${owned}: repeat with force to take ${conflicts.length === 1 ? 'it' : 'them'} over.`;
}

/** `conflict with "kubectl-create" using apps/v1`, as apimachinery's managedfields writes it. */
function parseConflicts(status: z.infer<typeof statusSchema> | undefined): FieldConflict[] {
  return (status?.details?.causes ?? [])
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ message, field }) => ({
      manager: /^conflict with "([^"]*)"/.exec(message ?? '')?.[1] ?? 'another manager',
      field: field ?? '',
    }));
}

function forbiddenMessage(asked: Asked, kind: Kind, place: Place): string {
  const resource = asked.subresource === undefined ? kind.plural : `${kind.plural}/${asked.subresource}`;
  const verbs = asked.verb === 'list' || asked.verb === 'watch' ? '["list", "watch"]' : `["${asked.verb}"]`;
  const where = kind.namespaced ? `in "${place.namespace}"` : 'of the cluster';
  return (
    `May not ${asked.verb} ${resource} ${where}: ask for a ${kind.namespaced ? 'Role' : 'ClusterRole'} with ` +
    `{apiGroups: ["${groupOf(kind)}"], resources: ["${resource}"], verbs: ${verbs}}.`
  );
}

const UNTRUSTED = new Set([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** No answer came: the network, TLS, a deadline, or the caller ended it. */
export function noAnswer(
  error: unknown,
  place: Place,
  deadline: number,
  signal: AbortSignal | undefined,
): ClusterError {
  if (error instanceof ClusterError) return error;
  if (signal?.aborted) return new ClusterError('aborted', 'Ended before it was done.', { cause: error });
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ClusterError(
      'unreachable',
      `${place.server} (context "${place.context}") did not answer within ${deadline / 1000} s: check the network or VPN, and that the cluster runs.`,
      { cause: error },
    );
  }
  const code = systemCode(error);
  if (code !== undefined && UNTRUSTED.has(code)) {
    return new ClusterError(
      'unreachable',
      `The certificate of ${place.server} is not trusted (${code}): set certificate-authority of context "${place.context}" to the CA that signed it.`,
      { cause: error },
    );
  }
  return new ClusterError(
    'unreachable',
    `Nothing answers at ${place.server} (context "${place.context}", ${code ?? 'no connection'}): start the cluster, or check the address in the kubeconfig.`,
    { cause: error },
  );
}

/** The credentials that the kubeconfig names could not be had. What the library says is not repeated: it may quote them. */
export function loginFailure(error: unknown, place: Place): ClusterError {
  if (error instanceof ClusterError) return error;
  const code = systemCode(error);
  if (error instanceof Error && 'path' in error && typeof error.path === 'string') {
    return new ClusterError(
      'kubeconfig-invalid',
      `The file ${error.path}, which the kubeconfig names for context "${place.context}", cannot be read (${code}): restore it, or log in again.`,
      { cause: error },
    );
  }
  return new ClusterError(
    'login-failed',
    `The login of context "${place.context}" failed${code === undefined ? '' : ` (${code})`}: log in again with kubectl, then open it anew.`,
  );
}

/** The innermost `code`: fetch wraps what the system said. */
function systemCode(error: unknown): string | undefined {
  let code: string | undefined;
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') code = current.code;
  }
  return code;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
