import type { KubeConfig } from '@kubernetes/client-node';
import type { ResolvedContext } from '../kubeconfig/contexts.ts';
import type { CredentialSource } from '../kubeconfig/credential-program.ts';

/** Names our own authenticator to client-node, in the place of an `exec` that it would run itself. */
const PROGRAM = 'credential-program';

/** A context in the words of client-node, which then sets the headers, certificates and proxy of each request. */
export function credentialsOf(
  client: typeof import('./client-node.ts'),
  { cluster, user, namespace }: ResolvedContext,
  program: CredentialSource | undefined,
): KubeConfig {
  const config = new client.KubeConfig();
  if (program !== undefined) {
    config.addAuthenticator({
      isAuthProvider: (candidate) => candidate.authProvider?.name === PROGRAM,
      applyAuthentication: async (_user, options) => {
        const credential = await program.get();
        if (credential.token) options.headers = { ...options.headers, Authorization: `Bearer ${credential.token}` };
        if (credential.clientCertificateData) options.cert = credential.clientCertificateData;
        if (credential.clientKeyData) options.key = credential.clientKeyData;
      },
    });
  }
  config.loadFromOptions({
    clusters: [
      {
        name: cluster.name,
        server: cluster.server,
        caFile: cluster['certificate-authority-data'] ? undefined : cluster['certificate-authority'] || undefined,
        caData: cluster['certificate-authority-data'] || undefined,
        // client-node refuses http (`kubectl proxy`, say) unless told not to verify, which http has nothing of anyway.
        skipTLSVerify: cluster['insecure-skip-tls-verify'] || cluster.server.startsWith('http:'),
        tlsServerName: cluster['tls-server-name'] || undefined,
        proxyUrl: cluster['proxy-url'] || undefined,
      },
    ],
    users: [clientUser(user, program)],
    contexts: [{ name: 'pinned', cluster: cluster.name, user: user.name, namespace }],
    currentContext: 'pinned',
  });
  return config;
}

function clientUser(user: ResolvedContext['user'], program: CredentialSource | undefined): object {
  return {
    name: user.name,
    certFile: user['client-certificate-data'] ? undefined : user['client-certificate'] || undefined,
    certData: user['client-certificate-data'] || undefined,
    keyFile: user['client-key-data'] ? undefined : user['client-key'] || undefined,
    keyData: user['client-key-data'] || undefined,
    token: user.token || undefined,
    username: user.username || undefined,
    password: user.password || undefined,
    impersonateUser: user.as || undefined,
    authProvider: authProvider(user, program),
  };
}

function authProvider(user: ResolvedContext['user'], program: CredentialSource | undefined): object | undefined {
  if (program !== undefined) return { name: PROGRAM };
  if (user.tokenFile) return { name: 'tokenFile', config: { tokenFile: user.tokenFile } };
  return user['auth-provider'] ?? undefined;
}
