import type { ClusterErrorCode } from '@sticky/cluster';
import type { LabErrorCode } from '@sticky/lab';
import type { ManifestErrorCode } from '@sticky/manifests';
import type { ProbeErrorCode } from '@sticky/probe';
import type { CliErrorCode } from './errors.ts';

/** What the process tells its caller: `sysexits` is too fine for CI, and 0 or 1 too coarse. */
export const exitCode = { asExpected: 0, notAsExpected: 1, wrongUse: 2, notReachable: 3 } as const;

type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const { notAsExpected, wrongUse, notReachable } = exitCode;

// Complete by type: an error code that a package adds does not compile until it has its exit code here.
const byCode = {
  CliError: {
    usage: wrongUse,
    'not-as-expected': notAsExpected,
    declined: notAsExpected,
    'no-lab': notReachable,
  } satisfies Record<CliErrorCode, ExitCode>,
  ManifestError: {
    'invalid-input': wrongUse,
    'invalid-document': wrongUse,
    'unsupported-affinity': wrongUse,
    'unsupported-routing': wrongUse,
  } satisfies Record<ManifestErrorCode, ExitCode>,
  ProbeError: {
    'invalid-url': wrongUse,
    'invalid-ca': wrongUse,
    'invalid-certificate': wrongUse,
    'invalid-credentials': wrongUse,
    'invalid-field': wrongUse,
    'invalid-proxy': wrongUse,
    'invalid-option': wrongUse,
    unreachable: notReachable,
    'no-identity': notAsExpected,
    'bad-status': notAsExpected,
    redirects: notAsExpected,
    'too-many-requests': notAsExpected,
    'invalid-report': wrongUse,
    'invalid-expectation': wrongUse,
  } satisfies Record<ProbeErrorCode, ExitCode>,
  ClusterError: {
    'kubeconfig-missing': wrongUse,
    'kubeconfig-invalid': wrongUse,
    'context-unknown': wrongUse,
    'login-failed': notReachable,
    unreachable: notReachable,
    unauthorized: notReachable,
    forbidden: notAsExpected,
    'not-found': notAsExpected,
    conflict: notAsExpected,
    rejected: notAsExpected,
    'not-ready': notAsExpected,
    'no-address': notAsExpected,
    'not-possible': notAsExpected,
    aborted: notAsExpected,
  } satisfies Record<ClusterErrorCode, ExitCode>,
  LabError: {
    'already-running': notAsExpected,
    'no-address': notReachable,
    'start-failed': notReachable,
    'state-unwritable': notReachable,
    'image-missing': notReachable,
    'not-running': notReachable,
    ended: notReachable,
    'other-version': notReachable,
    'invalid-fault': wrongUse,
    'not-found': notAsExpected,
    'not-possible': notAsExpected,
  } satisfies Record<LabErrorCode, ExitCode>,
};

/**
 * The exit code for an error of a command, or undefined for one that nobody foresaw.
 *
 * It goes by name and code and not by class: to know a class is to load its package, and the heavy ones load only when
 * a command needs them.
 */
export function exitCodeOf(error: unknown): ExitCode | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error.code.startsWith('commander.')) return wrongUse;
  const codes: Readonly<Record<string, Readonly<Record<string, ExitCode>>>> = byCode;
  return codes[error.name]?.[error.code];
}
