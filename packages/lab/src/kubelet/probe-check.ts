import { request } from 'node:http';
import { connect } from 'node:net';
import type { Container, Probe } from 'kubernetes-types/core/v1.js';
import type { SocketAddress } from '../network/address-book.ts';

/** The pod as probes see it. */
export interface ProbedPod {
  readonly ip: string;
  readonly container: Container;
  resolve(port: number): SocketAddress | undefined;
}

/** Asks once. Resolves when the answer is good; rejects with why it is not, in the kubelet's words. */
export async function check(probe: Probe, pod: ProbedPod, signal: AbortSignal): Promise<void> {
  const timeout = AbortSignal.timeout((probe.timeoutSeconds ?? 1) * 1000);
  const limit = AbortSignal.any([signal, timeout]);
  if (probe.httpGet !== undefined) return await checkHttp(probe.httpGet, pod, limit);
  if (probe.tcpSocket !== undefined) return await checkTcp(probe.tcpSocket.port, pod, limit);
  throw new Error('the lab knows httpGet and tcpSocket probes only');
}

type HttpGet = NonNullable<Probe['httpGet']>;

async function checkHttp(get: HttpGet, pod: ProbedPod, signal: AbortSignal): Promise<void> {
  const port = portNumber(get.port, pod.container);
  const address = realAddress(pod, port);
  const path = get.path ?? '/';
  const headers = Object.fromEntries((get.httpHeaders ?? []).map(({ name, value }) => [name, value]));
  const host = `${pod.ip}:${port}`;
  await new Promise<void>((resolve, reject) => {
    const asked = request(
      {
        ...address,
        path: path.startsWith('/') ? path : `/${path}`,
        headers: { 'User-Agent': 'kube-probe/1.35', Accept: '*/*', Host: host, ...headers },
        agent: false,
        signal,
      },
      (response) => {
        response.resume();
        response.on('error', () => {
          // The status has been read: what becomes of the body is no concern of a probe.
        });
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 400) resolve();
        else reject(new Error(`HTTP probe failed with statuscode: ${statusCode}`));
      },
    );
    asked.on('error', (error) => reject(new Error(`Get "http://${host}${path}": ${reasonOf(error, host)}`)));
    asked.end();
  });
}

async function checkTcp(wanted: number | string, pod: ProbedPod, signal: AbortSignal): Promise<void> {
  const port = portNumber(wanted, pod.container);
  const address = realAddress(pod, port);
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ ...address, signal }, () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', (error) => reject(new Error(reasonOf(error, `${pod.ip}:${port}`))));
  });
}

function portNumber(port: number | string, container: Container): number {
  if (typeof port === 'number') return port;
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  if (named === undefined) throw new Error(`couldn't find port: ${port} in container ${container.name}`);
  return named;
}

function realAddress(pod: ProbedPod, port: number): SocketAddress {
  const address = pod.resolve(port);
  if (address === undefined) throw new Error(`dial tcp ${pod.ip}:${port}: connect: connection refused`);
  return address;
}

function reasonOf(error: Error, host: string): string {
  if (error.name === 'AbortError') return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  if ('code' in error && error.code === 'ECONNREFUSED') return `dial tcp ${host}: connect: connection refused`;
  return error.message;
}
