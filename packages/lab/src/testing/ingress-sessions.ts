import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { type Answer, type Ask, cookiePairs, stopServer, TestIngress, type TestPod } from './ingress.ts';

/** An ingress that sends sticky.info to so many pods of the Service `web`, by the Ingress `web` with these annotations. */
export async function startSticky(pods: number, annotations: Readonly<Record<string, string>> = {}) {
  const ingress = await TestIngress.start();
  const running = await ingress.startPods(pods);
  ingress.expose('web', running);
  ingress.route('web', { service: 'web', host: 'sticky.info' }, annotations);
  await ingress.settled();
  return { ingress, pods: running };
}

/** A request that carries this Cookie field. */
export async function askWith(ingress: TestIngress, cookie: string, ask: Ask = {}): Promise<Answer> {
  return await ingress.ask({ ...ask, headers: { ...ask.headers, Cookie: cookie } });
}

/** The pods that so many requests met. */
export async function podsMet(ingress: TestIngress, count: number, ask: Ask = {}): Promise<Set<string>> {
  const answers = await Promise.all(Array.from({ length: count }, () => ingress.ask(ask)));
  return new Set(answers.map(({ body }) => body));
}

/** A new session: its cookie, and the pod that it met. */
export async function newSession(ingress: TestIngress, ask: Ask = {}): Promise<{ cookie: string; pod: string }> {
  const answer = await ingress.ask(ask);
  const cookie = cookiePairs(answer).at(-1);
  if (cookie === undefined) throw new Error(`no cookie came with ${answer.status} ${answer.body}`);
  return { cookie, pod: answer.body };
}

/** Ends the server of the pod with this address; the pod stays an endpoint. */
export async function stopPod(pods: readonly TestPod[], ip: string): Promise<void> {
  const pod = pods.find((candidate) => candidate.ip === ip);
  if (pod === undefined) throw new Error(`no pod ${ip}`);
  await stopServer(pod.server);
}

/** The pod of each session, by one request each over connections that are kept. */
export async function podsOf(ingress: TestIngress, cookies: readonly string[]): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  onTestFinished(() => agent.destroy());
  const { host, port } = ingress.proxy;
  const ask = (cookie: string) =>
    new Promise<string>((resolve, reject) => {
      request({ host, port, agent, headers: { Host: 'sticky.info', Cookie: cookie } }, (response) =>
        text(response).then(resolve, reject),
      )
        .on('error', reject)
        .end();
    });
  return await Promise.all(cookies.map(ask));
}
