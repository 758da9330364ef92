import { describe, expect, test } from 'vitest';
import { ManifestError, type MigrateOptions, migrate, parseDocuments, readSource } from '../index.ts';

function ingress(
  name: string,
  { lines = '', port = 'number: 80', service = 'shop', path = '/', type = 'Prefix' } = {},
): string {
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: web
  annotations:
    nginx.ingress.kubernetes.io/affinity: cookie
    nginx.ingress.kubernetes.io/session-cookie-name: ${service}${lines}
spec:
  ingressClassName: nginx
  rules:
    - host: ${name}.example.com
      http:
        paths:
          - path: ${path}
            pathType: ${type}
            backend:
              service:
                name: ${service}
                port:
                  ${port}
`;
}

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: shop
  namespace: web
spec:
  ports:
    - name: http
      port: 80
`;

function moved(texts: readonly string[], options: MigrateOptions) {
  const sources = texts.map((text, index) => readSource(text, `${index}.yaml`));
  return migrate(sources, options);
}

function rowsAbout(migration: ReturnType<typeof moved>, subject: string) {
  return migration.rows.filter((row) => row.subject === subject);
}

const ROUTE = `apiVersion: route.openshift.io/v1
kind: Route
metadata:
  name: shop
  namespace: web
  annotations:
    router.openshift.io/cookie_name: sid
spec:
  host: shop.example.com
  to: { kind: Service, name: shop }
  port: { targetPort: http }
  tls: { termination: edge, insecureEdgeTerminationPolicy: POLICY }
`;

function thrownBy(act: () => unknown): ManifestError {
  try {
    act();
  } catch (error) {
    if (error instanceof ManifestError) return error;
    throw error;
  }
  return expect.unreachable('it was accepted');
}

const ANNOTATIONS_ON_SERVICE = { from: 'ingress-nginx', to: 'traefik' } as const;

describe('several files', () => {
  test('given an Ingress and its Service apart, each file keeps its own', () => {
    const { files } = moved([ingress('shop'), SERVICE], ANNOTATIONS_ON_SERVICE);
    expect(files.map(({ file }) => file)).toEqual(['0.yaml', '1.yaml']);
    expect(files[0]?.text).not.toContain('nginx.ingress');
    expect(files[1]?.text).toContain('service.sticky.cookie.name: "shop"');
  });

  test('given a file about something else, it comes back as it was', () => {
    const other = '# nothing\n---\n\n--- \nkind: ConfigMap\napiVersion: v1\nmetadata: {name:   a}';
    expect(moved([ingress('shop'), other], ANNOTATIONS_ON_SERVICE).files[1]?.text).toBe(other);
  });
});

describe('a Service that is not among the documents', () => {
  test('is set by a command that a shell takes as it stands', () => {
    const [row] = rowsAbout(moved([ingress('shop')], ANNOTATIONS_ON_SERVICE), 'Service settings');
    expect(row?.outcome).toBe('to do');
    expect(row?.meaning).toContain(
      '`kubectl annotate --overwrite --namespace web service shop traefik.ingress.kubernetes.io/service.sticky.cookie=true ',
    );
  });

  test('with a value that a shell would take apart, quotes it', () => {
    const path = '\n    nginx.ingress.kubernetes.io/session-cookie-path: /a?b&c';
    const [row] = rowsAbout(moved([ingress('shop', { lines: path })], ANNOTATIONS_ON_SERVICE), 'Service settings');
    expect(row?.meaning).toContain(" 'traefik.ingress.kubernetes.io/service.sticky.cookie.path=/a?b&c'");
  });

  test('and whose port is known by name alone, keeps its route where it is', () => {
    const { code, issues } = thrownBy(() =>
      moved([ingress('shop', { port: 'name: http' })], { from: 'ingress-nginx', to: 'envoy-gateway' }),
    );
    expect([code, issues[0]?.path]).toEqual(['unsupported-routing', 'Ingress web/shop']);
    expect(issues[0]?.message).toMatch(/^Ingress web\/shop: .*"http".*Service shop/);
  });
});

describe('several routes', () => {
  test('given two to one Service, the Service is told once and each has its rows', () => {
    const migration = moved([`${ingress('a')}---\n${ingress('b')}---\n${SERVICE}`], ANNOTATIONS_ON_SERVICE);
    expect(migration.files[0]?.text.match(/sticky\.cookie\.name/g)).toHaveLength(1);
    expect(rowsAbout(migration, 'sessions').map(({ object }) => object)).toEqual(['Ingress web/a', 'Ingress web/b']);
  });

  test('given one that cannot be moved, the others are, and it stays to the letter', () => {
    const regex = ingress('r', {
      path: '/a(b|c)',
      type: 'ImplementationSpecific',
      lines: '\n    nginx.ingress.kubernetes.io/use-regex: "true"',
    });
    const { files, rows } = moved([regex, ingress('a')], { from: 'ingress-nginx', to: 'haproxy' });
    expect(files[0]?.text).toBe(regex);
    expect(files[1]?.text).toContain('ingressClassName: haproxy');
    expect(rows).toContainEqual(
      expect.objectContaining({
        object: 'Ingress web/r',
        outcome: 'to do',
        meaning: expect.stringMatching(/^It stays as it is: /),
      }),
    );
  });

  test('given two that get a Gateway each, says what that costs', () => {
    const migration = moved([ingress('a'), ingress('b')], { from: 'ingress-nginx', to: 'envoy-gateway' });
    expect(rowsAbout(migration, 'Gateways')[0]?.after).toBe('Gateway web/a, Gateway web/b');
  });

  test('out of a List, it is written out, a document each', () => {
    const items = [ingress('shop'), SERVICE].map((text) => parseDocuments(text)[0]);
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const { files } = moved([list], { from: 'ingress-nginx', to: 'contour' });
    expect(parseDocuments(files[0]?.text ?? '').map(({ kind }) => kind)).toEqual(['Service', 'HTTPProxy']);
  });
});

describe('what is not moved', () => {
  test('a canary, and what to do about it', () => {
    const canary = ingress('next', { lines: '\n    nginx.ingress.kubernetes.io/canary: "true"' });
    const { files, rows } = moved([ingress('shop'), canary], ANNOTATIONS_ON_SERVICE);
    expect(files[1]?.text).toBe(canary);
    expect(rows.some(({ object, outcome }) => object === 'Ingress web/next' && outcome === 'to do')).toBe(true);
  });

  test('an IngressClass', () => {
    const own = `apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: nginx}\nspec: {controller: k8s.io/ingress-nginx}\n`;
    expect(moved([own, ingress('shop')], ANNOTATIONS_ON_SERVICE).files[0]?.text).toBe(own);
  });

  test('what a router cannot keep together: the error says of each why', () => {
    const header = ingress('h').replace(/affinity: cookie/, 'upstream-hash-by: $http_x_user');
    const { code, message } = thrownBy(() => moved([header], ANNOTATIONS_ON_SERVICE));
    expect(code).toBe('unsupported-affinity');
    expect(message).toMatch(/^Ingress web\/h: /);
  });

  test('documents of another router, with whose they are', () => {
    const { code, message } = thrownBy(() => moved([ingress('shop')], { from: 'contour', to: 'traefik' }));
    expect(code).toBe('invalid-input');
    expect(message).toBe('Nothing here is for Contour. These are for ingress-nginx (ingress-nginx).');
  });

  test('nothing, and a router to itself', () => {
    expect(thrownBy(() => moved(['a: 1'], { to: 'traefik' })).code).toBe('invalid-input');
    expect(thrownBy(() => moved([ingress('shop')], { from: 'traefik', to: 'traefik' })).code).toBe('invalid-input');
  });
});

describe('the class', () => {
  test('is the one that is asked for', () => {
    const { files } = moved([ingress('shop')], { ...ANNOTATIONS_ON_SERVICE, className: 'edge' });
    expect(files[0]?.text).toContain('ingressClassName: edge');
  });

  test('of two routers that call theirs the same is to be thought about', () => {
    const [row] = rowsAbout(moved([ingress('shop')], { from: 'ingress-nginx', to: 'f5-nginx' }), 'class');
    expect(row).toMatchObject({ outcome: 'to do', before: 'nginx', after: 'nginx' });
  });
});

describe('what the table says of users in mid-session', () => {
  test('pinned cookies that are hashed under the same name crowd on a few pods', () => {
    const pinned = ingress('shop', { lines: '\n    nginx.ingress.kubernetes.io/affinity-mode: persistent' });
    const [row] = rowsAbout(moved([pinned], { from: 'ingress-nginx', to: 'emissary' }), 'cookie name');
    expect(row?.meaning).toContain('all sessions of one old pod meet one new pod until the cookies expire');
  });

  test('the Path that a gateway gives unasked is kept by one that gives the same', () => {
    const agic = ingress('shop')
      .replaceAll(
        'nginx.ingress.kubernetes.io/affinity: cookie',
        'appgw.ingress.kubernetes.io/cookie-based-affinity: "true"',
      )
      .replace(/\n.*session-cookie-name.*/, '')
      .replace('ingressClassName: nginx', 'ingressClassName: azure-application-gateway');
    const [row] = rowsAbout(moved([agic, SERVICE], { to: 'kong' }), 'cookie Path');
    expect(row).toMatchObject({ outcome: 'kept', before: '/ (by default)', after: '/' });
  });

  test.each([
    ['Redirect', ['true (over TLS)'], ['None (by default)']],
    ['Allow', [], []],
  ])("a Route's cookie is Secure with SameSite=None where it takes no plain HTTP (%s)", (policy, secure, sameSite) => {
    const migration = moved([ROUTE.replace('POLICY', policy)], { to: 'haproxy-ingress' });
    expect(rowsAbout(migration, 'Secure').map(({ before }) => before)).toEqual(secure);
    expect(rowsAbout(migration, 'SameSite').map(({ before }) => before)).toEqual(sameSite);
  });

  test('an annotation that was a door is to do, one that was a limit is lost', () => {
    const lines =
      '\n    nginx.ingress.kubernetes.io/auth-url: http://a\n    nginx.ingress.kubernetes.io/proxy-body-size: 8m';
    const migration = moved([ingress('shop', { lines })], ANNOTATIONS_ON_SERVICE);
    const outcomes = migration.rows
      .filter(({ subject }) => subject.startsWith('nginx.ingress.kubernetes.io/'))
      .map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['to do', 'lost']);
    expect(migration.files[0]?.text).toContain('#   nginx.ingress.kubernetes.io/proxy-body-size: 8m\n');
  });

  test('an annotation of the new router that slept is named when it wakes', () => {
    const lines = '\n    traefik.ingress.kubernetes.io/router.priority: "9"';
    const migration = moved([ingress('shop', { lines })], ANNOTATIONS_ON_SERVICE);
    expect(rowsAbout(migration, 'traefik.ingress.kubernetes.io/router.priority')[0]?.outcome).toBe('changed');
  });
});

describe('what is very large', () => {
  test('comments by the hundred thousand are kept', () => {
    const { files } = moved([`${ingress('shop')}${'# c\n'.repeat(200_000)}`], { to: 'traefik-ingressroute' });
    expect(files[0]?.text.split('# c\n')).toHaveLength(200_001);
  });

  test('a List takes ten times as long when it is ten times as long', () => {
    const list = (length: number) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: parseDocuments(Array.from({ length }, (_, index) => ingress(`a${index}`)).join('---\n')),
      });
    const [small, large] = [list(200), list(2_000)];
    const took = (text: string) => {
      const start = process.cpuUsage();
      moved([text], { to: 'traefik-ingressroute' });
      return process.cpuUsage(start).user;
    };
    took(small);
    // Ten times, and room for a busy machine; what is quadratic takes a hundred times as long.
    expect(took(large)).toBeLessThan(40 * took(small));
  });
});
