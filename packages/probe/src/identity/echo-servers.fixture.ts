import { randomBytes, randomInt } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type ProbeOptions, probe, type Report } from '../index.ts';
import { startRouter } from '../routers.fixture.ts';

/**
 * Echo servers that people put behind a route to look at it, as they answer `GET /` byte for byte (bodies, and the header
 * fields of their own). Each is what one pod of it answers. A router has added to the request what routers add, and the
 * servers repeat it: those values change with each request, and some name the router's own pods.
 */
export const echoServers = {
  /** github.com/traefik/whoami, app.go `whoamiHandler` */
  whoami: (pod, request, response) => {
    const lines = [
      `Hostname: ${pod.name}`,
      'IP: 127.0.0.1',
      `IP: ${pod.ip}`,
      `RemoteAddr: 10.244.0.${randomInt(2)}:${port()}`,
      'GET / HTTP/1.1\r',
      ...forwarded(request, goName).map(([name, value]) => `${name}: ${value}\r`),
      '\r',
      '',
    ];
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(lines.join('\n'));
  },
  /** github.com/traefik/whoami, app.go `apiHandler` */
  'whoami /api': (pod, request, response) => {
    const fields = Object.fromEntries(forwarded(request, goName).map(([name, value]) => [name, [value]]));
    const { Host: host = [], ...headers } = fields;
    json(response, {
      hostname: pod.name,
      ip: ['127.0.0.1', pod.ip],
      headers,
      url: '/',
      host: host[0],
      method: 'GET',
      remoteAddr: `10.244.0.${randomInt(2)}:${port()}`,
    });
  },
  /** github.com/nginxinc/NGINX-Demos, nginx-hello/hello-plain-text.conf */
  'nginxdemos/hello:plain-text': (pod, _request, response) => {
    response
      .writeHead(200, {
        server: 'nginx/1.27.4',
        'content-type': 'text/plain',
        expires: yesterday(),
        'cache-control': 'no-cache',
      })
      .end(
        `Server address: ${pod.ip}:80\nServer name: ${pod.name}\nDate: ${logTime()}\nURI: /\nRequest ID: ${hex(16)}\n`,
      );
  },
  /** github.com/nginxinc/NGINX-Demos, nginx-hello/index.html, less its picture */
  'nginxdemos/hello': (pod, _request, response) => {
    response
      .writeHead(200, {
        server: 'nginx/1.27.4',
        'content-type': 'text/html',
        expires: yesterday(),
        'cache-control': 'no-cache',
      })
      .end(`<!DOCTYPE html>
<html>
<head>
<title>Hello World</title>
</head>
<body onload="checkRefresh();">
<div class="info">
<p><span>Server&nbsp;address:</span> <span>${pod.ip}:80</span></p>
<p><span>Server&nbsp;name:</span> <span>${pod.name}</span></p>
<p class="smaller"><span>Date:</span> <span>${logTime()}</span></p>
<p class="smaller"><span>URI:</span> <span>/</span></p>
</div>
<div class="check"><input type="checkbox" id="check" onchange="changeCookie()"> Auto Refresh</div>
    <div id="footer">
        <div id="center" align="center">
            Request ID: ${hex(16)}<br/>
            &copy; F5, Inc. 2020 - 2024
        </div>
    </div>
</body>
</html>
`);
  },
  /** github.com/stefanprodan/podinfo, pkg/api/http/info.go; the number of goroutines changes all the time */
  podinfo: (pod, _request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' })
      .end(
        JSON.stringify(
          {
            hostname: pod.name,
            version: '6.14.1',
            revision: 'unknown',
            color: '#34577c',
            logo: 'https://raw.githubusercontent.com/stefanprodan/podinfo/gh-pages/cuddle_clap.gif',
            message: 'greetings from podinfo v6.14.1',
            goos: 'linux',
            goarch: 'amd64',
            runtime: 'go1.26.1',
            num_goroutine: String(8 + randomInt(2)),
            num_cpu: '4',
          },
          null,
          2,
        ),
      );
  },
  /** registry.k8s.io/echoserver:1.10 (nginx and Lua), as kubernetes/ingress-nginx has it in images/e2e-test-echo */
  echoserver: (pod, request, response) => {
    const headers = forwarded(request, (name) => name).map(([name, value]) => `\t${name}=${value}`);
    response
      .writeHead(200, { server: 'echoserver', 'content-type': 'text/plain' })
      .end(
        `\n\nHostname: ${pod.name}\n\nPod Information:\n\t-no pod information available-\n\nServer values:\n` +
          '\tserver_version=nginx: 1.13.3 - lua: 10008\n\nRequest Information:\n' +
          `\tclient_address=10.244.0.${randomInt(2)}\n\tmethod=GET\n\treal path=/\n\tquery=\n\trequest_version=1.1\n` +
          '\trequest_scheme=http\n\trequest_uri=http://sticky.test:8080/\n\nRequest Headers:\n' +
          `${headers.toSorted().join('\n')}\n\nRequest Body:\n\t-no body in request-\n\n`,
      );
  },
  /** The same, where its Deployment hands it the pod's fields. */
  'echoserver with pod information': (pod, request, response) => {
    const headers = forwarded(request, (name) => name).map(([name, value]) => `\t${name}=${value}`);
    response
      .writeHead(200, { server: 'echoserver', 'content-type': 'text/plain' })
      .end(
        `\n\nHostname: ${pod.name}\n\nPod Information:\n\tnode name:\tworker-1\n\tpod name:\t${pod.name}\n` +
          `\tpod namespace:\tdefault\n\tpod IP:\t${pod.ip}\n\nServer values:\n` +
          '\tserver_version=nginx: 1.13.3 - lua: 10008\n\nRequest Information:\n' +
          '\tclient_address=10.244.0.1\n\tmethod=GET\n\treal path=/\n\tquery=\n\trequest_version=1.1\n' +
          '\trequest_scheme=http\n\trequest_uri=http://sticky.test:8080/\n\nRequest Headers:\n' +
          `${headers.toSorted().join('\n')}\n\nRequest Body:\n\t-no body in request-\n\n`,
      );
  },
  /** github.com/Ealenn/Echo-Server, src/app.js: `host.hostname` is the request's own Host */
  'ealen/echo-server': (pod, request, response) => {
    const headers = Object.fromEntries(forwarded(request, (name) => name));
    json(response, {
      host: { hostname: 'sticky.test', ip: '::ffff:10.244.0.1', ips: [] },
      http: { method: 'GET', baseUrl: '', originalUrl: '/', protocol: 'http' },
      request: { params: { 0: '/' }, query: {}, cookies: {}, body: {}, headers },
      environment: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOSTNAME: pod.name,
        NODE_VERSION: '20.11.0',
        KUBERNETES_SERVICE_HOST: '10.96.0.1',
        HOME: '/root',
      },
    });
  },
  /** github.com/jmalloc/echo-server, cmd/echo-server/main.go */
  'jmalloc/echo-server': (pod, request, response) => {
    const [host, ...headers] = forwarded(request, goName).map(([name, value]) => `${name}: ${value}`);
    response
      .writeHead(200, { 'content-type': 'text/plain' })
      .end(`Request served by ${pod.name}\n\nGET / HTTP/1.1\n\n${[host, ...headers.toSorted()].join('\n')}\n`);
  },
  /** us-docker.pkg.dev/google-samples/containers/gke/hello-app:1.0 */
  'hello-app': (pod, _request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
      .end(`Hello, world!\nVersion: 1.0.0\nHostname: ${pod.name}\n`);
  },
  /** gcr.io/google-samples/kubernetes-bootcamp:v1 */
  'kubernetes-bootcamp': (pod, _request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/plain' })
      .end(`Hello Kubernetes bootcamp! | Running on: ${pod.name} | v=1\n`);
  },
  /** registry.k8s.io/e2e-test-images/agnhost `serve-hostname` */
  'agnhost serve-hostname': (pod, _request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(pod.name);
  },
  /** This project's own, apps/uuid-app */
  'uuid-app': (pod, _request, response) => json(response, { uuid: pod.uuid }),
} satisfies Readonly<Record<string, EchoServer>>;

/** github.com/hashicorp/http-echo: one text, the same from every pod of a Deployment. */
export const httpEcho =
  (text: string): RequestListener =>
  (_request, response) =>
    void response
      .writeHead(200, {
        'x-app-name': 'http-echo',
        'x-app-version': '1.0.0',
        'content-type': 'text/plain; charset=utf-8',
      })
      .end(`${text}\n`);

export interface Pod {
  readonly name: string;
  readonly uuid: string;
  readonly ip: string;
}

type EchoServer = (pod: Pod, request: IncomingMessage, response: ServerResponse) => void;

/** Two pods of one Deployment, as Kubernetes names them. */
export const deployed: readonly [Pod, Pod] = [
  { name: 'web-6d4b75cb6d-hxtqw', uuid: '0d2a9a6e-8f0b-4c53-9d3c-2f6b7c1d8e4a', ip: '10.244.1.17' },
  { name: 'web-6d4b75cb6d-2mz8k', uuid: 'f81d4fae-7dec-41d0-a765-00a0c91e6bf6', ip: '10.244.2.9' },
];

/** A route that gives requests to both pods in turns. */
export function inTurns(answers: (pod: Pod) => RequestListener): RequestListener {
  let turn = 0;
  return (request, response) => answers(deployed[turn++ % 2 === 0 ? 0 : 1])(request, response);
}

export async function probeRoute(route: RequestListener, options: ProbeOptions = {}): Promise<Report> {
  await using router = await startRouter(route);
  return await probe(router.target, { seed: 1, ...options });
}

/** The backends of a report, in the order in which they were met. */
export function met({ samples }: Report): readonly string[] {
  return [...new Set(samples.flatMap(({ backend }) => backend ?? []))];
}

/** One of two routers has had the request before; each names itself. */
const routers = ['traefik-5c8d7f9b64-q2vkz', 'traefik-5c8d7f9b64-8xn4t'];

function forwarded(request: IncomingMessage, spell: (name: string) => string): readonly [string, string][] {
  const own = Object.entries(request.headers).map(([name, value = '']) => [name, String(value)] as const);
  const added = [
    ['x-forwarded-for', '10.244.0.1'],
    ['x-forwarded-host', 'sticky.test'],
    ['x-forwarded-port', '80'],
    ['x-forwarded-proto', 'http'],
    ['x-forwarded-server', routers[randomInt(2)] ?? ''],
    ['x-real-ip', `10.244.0.${randomInt(2)}`],
    ['x-request-id', hex(16)],
  ] as const;
  return [...own, ...added].map(([name, value]) => [spell(name), value]);
}

/** `X-Forwarded-For`, as Go spells fields. */
function goName(name: string): string {
  return name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

function port(): number {
  return 32_768 + randomInt(28_000);
}

/** `$time_local`, to the second. */
function logTime(): string {
  const [, day, month, year, time] = new Date().toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

function yesterday(): string {
  return new Date(Date.now() - 86_400_000).toUTCString();
}
