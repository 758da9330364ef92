import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface PlainCluster extends AsyncDisposable {
  /** Path of a kubeconfig with the one context `production`. */
  readonly kubeconfig: string;
}

/**
 * A lab that does not say that it is one: what stands in front of it hides the mark in `/version`. So `sticky` treats it
 * as it treats anybody's cluster.
 */
export async function openPlainCluster(labKubeconfig: string, kubeconfig: string): Promise<PlainCluster> {
  const lab = await readFile(labKubeconfig, 'utf8');
  const find = (field: string) => new RegExp(`${field}: *"?([^"\\s]+)`).exec(lab)?.[1] ?? '';
  const ca = Buffer.from(find('certificate-authority-data'), 'base64').toString();
  const headersOf = ({ headers }: IncomingMessage) => ({
    ...headers,
    host: new URL(find('server')).host,
    authorization: `Bearer ${find('token')}`,
  });

  const server = createServer((asked, answer) => {
    const url = new URL(asked.url ?? '/', find('server'));
    const onward = request(url, { method: asked.method, headers: headersOf(asked), ca }, async (response) => {
      answer.writeHead(response.statusCode ?? 500, url.pathname === '/version' ? {} : response.headers);
      if (url.pathname === '/version') answer.end((await text(response)).replaceAll('sticky-lab', 'eks-1'));
      else response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await writeFile(
    kubeconfig,
    `apiVersion: v1
kind: Config
current-context: production
contexts: [{ name: production, context: { cluster: production, user: somebody, namespace: default } }]
clusters: [{ name: production, cluster: { server: 'http://127.0.0.1:${port}' } }]
users: [{ name: somebody, user: {} }]
`,
  );
  return {
    kubeconfig,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
