import { spawn } from 'node:child_process';
import { z } from 'zod';
import { parseJson } from '../api/json.ts';
import { ClusterError } from '../errors.ts';
import type { CredentialProgram, ResolvedContext } from './contexts.ts';

/** What a program may take: a browser login with a second factor needs its minutes. */
const LOGIN_TIMEOUT = 120_000;
const MAX_OUTPUT = 1_000_000;

const credentialSchema = z.object({
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.string().optional(),
  }),
});

/** What a credential program answers. PEM, not base64. */
export type Credential = z.infer<typeof credentialSchema>['status'];

/**
 * Asks a kubeconfig's `exec` program for a credential, as Kubernetes' client.authentication.k8s.io does.
 *
 * In place of the one in client-node, which starts a program for every request that is under way, cannot be ended,
 * and sets no KUBERNETES_EXEC_INFO.
 */
export class CredentialSource {
  readonly #program: CredentialProgram;
  readonly #context: ResolvedContext;
  readonly #signal: AbortSignal;
  #login: Promise<Credential> | undefined;
  #validUntil = 0;

  constructor(program: CredentialProgram, context: ResolvedContext, signal: AbortSignal) {
    this.#program = program;
    this.#context = context;
    this.#signal = signal;
  }

  /** One login at a time, kept until it expires. @throws ClusterError `login-failed` */
  get(): Promise<Credential> {
    if (this.#login === undefined || Date.now() >= this.#validUntil) {
      this.#validUntil = Number.POSITIVE_INFINITY;
      this.#login = this.#run();
      this.#login.then(
        (credential) => {
          const expires = Date.parse(credential.expirationTimestamp ?? '');
          if (!Number.isNaN(expires)) this.#validUntil = expires;
        },
        () => this.forget(),
      );
    }
    return this.#login;
  }

  /** The server refused the credential: the next request logs in anew. */
  forget(): void {
    this.#login = undefined;
  }

  async #run(): Promise<Credential> {
    const { command } = this.#program;
    const output = await this.#output();
    const parsed = credentialSchema.safeParse(parseJson(output));
    // What was printed may hold the credential: it is not repeated.
    if (!parsed.success) throw this.#failure(`"${command}" printed no ExecCredential`);
    return parsed.data.status;
  }

  #output(): Promise<string> {
    const { command, args, env } = this.#program;
    return new Promise((resolve, reject) => {
      const child = spawn(command, args ?? [], {
        stdio: ['ignore', 'pipe', 'ignore'],
        windowsHide: true,
        timeout: LOGIN_TIMEOUT,
        signal: this.#signal,
        env: {
          ...process.env,
          ...Object.fromEntries((env ?? []).map(({ name, value }) => [name, value])),
          KUBERNETES_EXEC_INFO: JSON.stringify(this.#execInfo()),
        },
      });
      let output = '';
      child.stdout.setEncoding('utf8');
      child.stdout.on('data', (text: string) => {
        output += text;
        if (output.length > MAX_OUTPUT) child.kill();
      });
      child.once('error', (error) => {
        if (this.#signal.aborted) reject(new ClusterError('aborted', 'The login was ended.', { cause: error }));
        else reject(this.#notStarted(error));
      });
      child.once('close', (code, endedBy) => {
        if (code === 0) resolve(output);
        else reject(this.#failure(`"${command}" ended with ${endedBy ?? `code ${code}`}`));
      });
    });
  }

  #notStarted(error: NodeJS.ErrnoException): ClusterError {
    const { command, installHint } = this.#program;
    if (error.code !== 'ENOENT') return this.#failure(`"${command}" cannot be started (${error.code})`, error);
    const hint = installHint ? ` ${installHint.split('\n')[0]}` : '';
    return new ClusterError(
      'login-failed',
      `The login of context "${this.#context.name}" needs the program "${command}", which is not in ` +
        `PATH=${process.env.PATH ?? ''}: install it, start from a terminal where it works, ` +
        `or set its full path at users[].user.exec.command of the kubeconfig.${hint}`,
      { cause: error },
    );
  }

  #failure(what: string, cause?: unknown): ClusterError {
    return new ClusterError(
      'login-failed',
      `The login of context "${this.#context.name}" failed: ${what}. Run it in a terminal to see why.`,
      { cause },
    );
  }

  #execInfo(): object {
    const { cluster } = this.#context;
    const info = {
      server: cluster.server,
      'tls-server-name': cluster['tls-server-name'] ?? undefined,
      'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'] ?? undefined,
      'certificate-authority-data': cluster['certificate-authority-data'] ?? undefined,
      'proxy-url': cluster['proxy-url'] ?? undefined,
    };
    return {
      apiVersion: this.#program.apiVersion,
      kind: 'ExecCredential',
      spec: { interactive: false, ...(this.#program.provideClusterInfo ? { cluster: info } : {}) },
    };
  }
}
