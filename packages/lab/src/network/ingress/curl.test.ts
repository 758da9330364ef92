import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { curl, hasCurl } from '../../testing/curl.ts';
import { startWith } from '../../testing/ingress.ts';
import { createKeyPair } from '../../testing/key-pair.ts';
import { hasKubectl, Kubectl } from '../../testing/kubectl.ts';
import { startTestLab, temporaryFolder } from '../../testing/lab.ts';
import { MODES } from '../../testing/modes.ts';
import { SecureIngress } from '../../testing/secure-ingress.ts';

const PROTOCOL = ['--write-out', ' %{http_version}'];

describe.skipIf(!hasCurl)('curl', () => {
  test.each([
    ['--http2', '2'],
    ['--http1.1', '1.1'],
    ['--http1.0', '1.1'],
  ])('over TLS with %s is answered in HTTP/%s', async (flag, spoken) => {
    const { ingress, ca } = await SecureIngress.start((started) => started.startPods(1));
    const file = join(await temporaryFolder(), 'ca.pem');
    await writeFile(file, ca);
    const { httpsPort, host } = ingress.proxy;
    const place = ['--cacert', file, '--connect-to', `sticky.info:443:${host}:${httpsPort}`];

    expect(await curl(flag, ...place, ...PROTOCOL, 'https://sticky.info/')).toBe(`10.0.0.1 ${spoken}`);
  });

  test('follows the redirect to https', async () => {
    const { ingress, ca } = await SecureIngress.start((started) => started.startPods(1));
    const file = join(await temporaryFolder(), 'ca.pem');
    await writeFile(file, ca);
    const { httpsPort, port, host } = ingress.proxy;
    const resolve = [port, httpsPort].flatMap((number) => ['--resolve', `sticky.info:${number}:${host}`]);

    const answer = await curl('--location', '--cacert', file, ...resolve, ...PROTOCOL, `http://sticky.info:${port}/a`);

    expect(answer).toBe('10.0.0.1 2');
  });

  test('without TLS speaks HTTP/2 if it knows that it may', async () => {
    const { ingress } = await startWith();
    const place = ['--connect-to', `sticky.info:80:${ingress.proxy.host}:${ingress.proxy.port}`];

    const answer = await curl('--http2-prior-knowledge', ...place, ...PROTOCOL, 'http://sticky.info/');

    expect(answer).toBe('10.0.0.1 2');
  });

  test('sees the default certificate where there is no other', async () => {
    const { ingress } = await startWith();
    const { host, httpsPort } = ingress.proxy;

    await expect(curl(`https://${host}:${httpsPort}/`)).rejects.toThrow(/self[- ]signed certificate/);
    expect(await curl('--insecure', ...PROTOCOL, '--output', '-', `https://${host}:${httpsPort}/`)).toMatch(
      /404.* 2$/s,
    );
  });
});

describe.skipIf(!hasCurl || !hasKubectl())('a user with kubectl and curl', { timeout: 60_000 }, () => {
  test.each(MODES)('gives a route TLS, in mode %s', async (addressing) => {
    const folder = await temporaryFolder();
    const lab = await startTestLab({ addressing });
    const kubectl = new Kubectl(lab.kubeconfig, folder);
    const { cert, key } = await createKeyPair(['sticky.info']);
    const [certFile, keyFile] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
    await writeFile(certFile, cert);
    await writeFile(keyFile, key);
    const run = (line: string) => kubectl.run(line.split(' '));

    await run('create deployment sticky-d --image=mopckou/sticky-session:0.0.5');
    await run('expose deployment sticky-d --port=8080');
    await kubectl.run(['create', 'secret', 'tls', 'certificate', `--cert=${certFile}`, `--key=${keyFile}`]);
    await run('create ingress sticky-i --class=nginx --rule=sticky.info/*=sticky-d:8080,tls=certificate');
    await run('rollout status deployment sticky-d --timeout=30s');

    const status = '-o=jsonpath={.status.loadBalancer.ingress[0]}';
    const { ip, ports } = JSON.parse(await kubectl.run(['get', 'ingress', 'sticky-i', status]));
    const place = ['--cacert', certFile, '--connect-to', `sticky.info:443:${ip}:${ports?.[1]?.port ?? 443}`];
    expect(await curl('--http2', ...place, ...PROTOCOL, 'https://sticky.info/')).toMatch(/^\{"uuid":"[\w-]+"\} 2$/);
    expect(await run('get ingress sticky-i --no-headers')).toMatch(/sticky\.info +127\.\S+ +80, 443 /);
  });
});
