import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createUser, type User } from './sticky.fixture.ts';

/** What people paste: an Ingress sticky by cookie, with a comment, a host and TLS. */
const shop = `# The shop's front door.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: store
  annotations:
    nginx.ingress.kubernetes.io/affinity: "cookie"
    nginx.ingress.kubernetes.io/affinity-mode: persistent
    nginx.ingress.kubernetes.io/session-cookie-name: cart # agreed with the team
    nginx.ingress.kubernetes.io/session-cookie-max-age: "172800"
    nginx.ingress.kubernetes.io/proxy-body-size: 8m
spec:
  ingressClassName: nginx
  tls:
    - hosts: [shop.example]
      secretName: shop-tls
  rules:
    - host: shop.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: shop
                port:
                  number: 80
`;
const unquoted = shop.replace('"172800"', '172800');

let user: User;
beforeEach(async () => {
  user = await createUser();
});
afterEach(async () => {
  await user[Symbol.asyncDispose]();
});

const file = (...parts: string[]) => join(user.home, ...parts);

describe('sticky routers', () => {
  it('has every router with what it can say, and one in full', async () => {
    const { code, stdout } = await user.sticky('routers', '-o', 'json');
    expect(code).toBe(0);
    const ids = JSON.parse(stdout).map(({ id }: { id: string }) => id);
    expect(ids).toContain('traefik');
    expect((await user.sticky('routers')).stdout).toMatch(/^traefik /m);
    expect((await user.sticky('routers', 'traefik')).stdout).toContain('Max-Age of the cookie');
  });
});

describe('sticky read', () => {
  it('reads a pipe, and names what is no part of the affinity', async () => {
    const { code, stdout } = await user.pipe(shop, 'read');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /ingress-nginx +Ingress store\/shop +https:\/\/shop\.example\/ +shop:80 +cookie cart, 48 h, pinned/,
    );
    expect(stdout).toContain('nginx.ingress.kubernetes.io/proxy-body-size');
  });

  it('reads a folder with all below it but what tools keep there, and follows no link', async () => {
    await mkdir(file('k8s', 'deep'), { recursive: true });
    await mkdir(file('k8s', 'node_modules'));
    await writeFile(file('k8s', 'deep', 'shop.yml'), shop);
    await writeFile(file('k8s', 'notes.txt'), 'no YAML: [');
    await writeFile(file('k8s', 'node_modules', 'broken.yaml'), 'a: [');
    await symlink(file('k8s'), file('k8s', 'loop'));
    const { code, stdout } = await user.sticky('read', 'k8s', '-o', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).readings).toMatchObject([{ router: 'ingress-nginx', routing: { name: 'shop' } }]);
  });

  it('shows what can be read beside what cannot, says where, and ends with 1', async () => {
    const { code, stdout, stderr } = await user.pipe(`${shop}---\na: [\n`, 'read');
    expect(code).toBe(1);
    expect(stdout).toContain('cookie cart');
    expect(stderr).toMatch(/^! -:\d+:\d+: /);
  });

  it('shows an object whose routes lead to no Service, for it has an affinity all the same', async () => {
    const bucket = shop.replace(/service:[\s\S]*/, 'resource: { apiGroup: a.example, kind: Bucket, name: b }\n');
    expect((await user.pipe(bucket, 'read')).stdout).toMatch(/Ingress store\/shop +none that can be read +cookie cart/);
  });

  it('names the place of a byte that is no text, and takes UTF-16 as PowerShell writes it', async () => {
    const [head = '', rest = ''] = shop.split('agreed');
    await writeFile(file('torn.yaml'), Buffer.concat([Buffer.from(head), Buffer.from([0xff]), Buffer.from(rest)]));
    const torn = await user.sticky('read', 'torn.yaml');
    expect(torn.code).toBe(1);
    expect(torn.stderr).toMatch(`! torn.yaml:10:${head.length - head.lastIndexOf('\n')}: `);
    await writeFile(file('wide.yaml'), Buffer.from(`\ufeff${shop}`, 'utf16le'));
    expect((await user.sticky('read', 'wide.yaml')).stdout).toContain('cookie cart, 48 h');
  });
});

describe('sticky migrate', () => {
  it('prints the documents for the other router, keeps comments, and says what becomes of each part', async () => {
    const { code, stdout, stderr } = await user.pipe(shop, 'migrate', '--to', 'contour');
    expect({ code, kind: /^kind: HTTPProxy$/m.test(stdout) }).toEqual({ code: 0, kind: true });
    expect(stdout).toContain("# The shop's front door.");
    expect(stdout).toContain('agreed with the team');
    expect(stderr).toMatch(/Ingress store\/shop/);
    expect(stderr).toContain('proxy-body-size');
    expect((await user.pipe(shop, 'migrate', '--to', 'contour', '-o', 'markdown')).stdout).toMatch(/^\|.*\|$/m);
  });

  it('moves what can be read beside what cannot, and ends with 1', async () => {
    const { code, stdout, stderr } = await user.pipe(`${shop}---\na: [\n`, 'migrate', '--to', 'contour');
    expect({ code, kind: /^kind: HTTPProxy$/m.test(stdout) }).toEqual({ code: 1, kind: true });
    expect(stderr).toMatch(/^! -:\d+:\d+: /);
  });

  it('changes files in place when told to, and only then', async () => {
    await writeFile(file('shop.yaml'), shop);
    await user.sticky('migrate', 'shop.yaml', '--to', 'haproxy-ingress');
    expect(await readFile(file('shop.yaml'), 'utf8')).toBe(shop);
    const { code, stdout, stderr } = await user.sticky('migrate', 'shop.yaml', '--to', 'haproxy-ingress', '--write');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('Changed: shop.yaml');
    expect(await readFile(file('shop.yaml'), 'utf8')).toContain('haproxy-ingress.github.io/affinity: "cookie"');
  });
});

describe('sticky lint', () => {
  it('finds with place, severity and reason, and ends with 1 from --fail-on on', async () => {
    const { code, stdout, stderr } = await user.pipe(unquoted, 'lint');
    expect(code).toBe(1);
    expect(stdout).toMatch(/-:11:\d+/);
    expect(stdout).toMatch(/error/);
    expect(stderr).toMatch(/1 finding from error on/);
    expect((await user.pipe(unquoted, 'lint', '--fail-on', 'never')).code).toBe(0);
  });

  it('mends files, and finds nothing to mend the second time', async () => {
    await writeFile(file('shop.yaml'), unquoted);
    const { code, stderr } = await user.sticky('lint', 'shop.yaml', '--fix');
    expect(code).toBe(0);
    expect(stderr).toContain('Changed: shop.yaml');
    const mended = await readFile(file('shop.yaml'), 'utf8');
    expect(mended).toContain('session-cookie-max-age: "172800"');
    expect(mended).toContain('# agreed with the team');
    expect((await user.sticky('lint', 'shop.yaml', '--fix')).stderr).toBe('');
  });

  it('goes by sticky.lint.yaml, and says what is wrong with one', async () => {
    await writeFile(file('shop.yaml'), unquoted);
    await writeFile(file('sticky.lint.yaml'), 'rules: { not-a-string: note }\n');
    expect((await user.sticky('lint', 'shop.yaml')).code).toBe(0);
    await writeFile(file('sticky.lint.yaml'), 'rules: { not-a-rule: note }\n');
    const { code, stderr } = await user.sticky('lint', 'shop.yaml');
    expect({ code, says: /sticky\.lint\.yaml: .*not-a-rule/.test(stderr) }).toEqual({ code: 2, says: true });
  });

  it('prints SARIF for code scanning, and its rules', async () => {
    const { stdout } = await user.pipe(unquoted, 'lint', '-o', 'sarif');
    const { version, runs } = JSON.parse(stdout);
    expect(version).toBe('2.1.0');
    expect(runs[0].results).toContainEqual(expect.objectContaining({ ruleId: 'not-a-string', level: 'error' }));
    expect(
      (await user.sticky('lint', '--rules')).stdout.match(/^[a-z-]+ {2}(error|warning|note) /gm)?.length,
    ).toBeGreaterThan(39);
  });
});
