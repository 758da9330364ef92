import { parseDocument, stringify } from 'yaml';
import { z } from 'zod';

export interface LabAccess {
  /** `https://127.77.0.1:6443` */
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
}

const NAME = 'sticky-lab';

/** A kubeconfig with one context and all that is needed to use it. */
export function renderKubeconfig({ server, ca, token }: LabAccess): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: NAME, cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: NAME, user: { token } }],
    contexts: [{ name: NAME, context: { cluster: NAME, namespace: 'default', user: NAME } }],
    'current-context': NAME,
  });
}

const KUBECONFIG = z.object({
  clusters: z.tuple([
    z.object({
      cluster: z.object({ server: z.url({ protocol: /^https$/ }), 'certificate-authority-data': z.base64() }),
    }),
  ]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
});

/** Reads what `renderKubeconfig` wrote; undefined for anything else. */
export function readKubeconfig(text: string): LabAccess | undefined {
  const document = parseDocument(text, { logLevel: 'silent' });
  const found = document.errors.length > 0 ? undefined : KUBECONFIG.safeParse(document.toJS()).data;
  if (found === undefined) return undefined;
  const [{ cluster }] = found.clusters;
  const [{ user }] = found.users;
  return {
    server: cluster.server,
    ca: Buffer.from(cluster['certificate-authority-data'], 'base64').toString(),
    token: user.token,
  };
}
