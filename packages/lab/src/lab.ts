import { randomBytes } from 'node:crypto';
import { access, rm } from 'node:fs/promises';
import { AccessLog } from './access-log/access-log.ts';
import { version } from './api/discovery.ts';
import { type Api, type ApiOptions, startApi } from './api/server.ts';
import { runControllers } from './controllers/controllers.ts';
import { createDefaultObjects } from './controllers/default-objects.ts';
import { EventRecorder } from './controllers/event-recorder.ts';
import { LabError } from './errors.ts';
import { Faults } from './faults/faults.ts';
import { runKubelet } from './kubelet/kubelet.ts';
import { AddressBook } from './network/address-book.ts';
import { addressCandidates } from './network/address-candidates.ts';
import type { Addressing } from './network/addressing.ts';
import { isPortRefused } from './network/listen.ts';
import { runNetwork } from './network/network.ts';
import { type Closable, OpenParts } from './open-parts.ts';
import { createCertificate } from './state/certificate.ts';
import { createStateFolder, type StateFolder, stateFolder, writePrivateFile } from './state/folder.ts';
import { type LabAccess, renderKubeconfig } from './state/kubeconfig.ts';
import { acquireLock } from './state/lock.ts';
import { Store } from './store/store.ts';
import { WatchCache } from './store/watch-cache.ts';

/** A program that the lab runs for an image name: a Node script, started with the lab's own runtime. */
export interface LabImage {
  /** Absolute path of the script. It hears on HOST and PORT. */
  readonly script: string;
  /** The port it hears on where a manifest names none, as an image's `EXPOSE`. Default 8080. */
  readonly port?: number;
}

export interface LabOptions {
  /** Folder of this lab alone: kubeconfig, state and lock. Made when missing, readable by its owner only. */
  readonly stateDir: string;
  /** What an image name runs. Any other image ends in `ErrImagePull`, as in a cluster. */
  readonly images: Readonly<Record<string, LabImage>>;
  /** Absolute path of this package's process script (`src/main.ts`, or a bundle of it): pods run under its guard. */
  readonly main: string;
  /**
   * `range`: every pod, service and the ingress has an address of its own in 127.0.0.0/8 (Linux, Windows).
   * `ports`: all share 127.0.0.1, each on a free port (macOS has no other loopback address). Default: what the system has.
   */
  readonly addressing?: 'range' | 'ports';
  /** Ends the lab when it aborts. */
  readonly signal?: AbortSignal;
}

/** Where a running lab is. Also the content of `lab.json` in its state folder: no secret stands in it. */
export interface LabInfo {
  readonly pid: number;
  /** `https://127.77.0.1:6443` */
  readonly server: string;
  /** Absolute path of the kubeconfig, with the one context `sticky-lab`, namespace `default`. */
  readonly kubeconfig: string;
  readonly context: 'sticky-lab';
  /** ISO 8601. */
  readonly startedAt: string;
  /** Milliseconds from the call until the API answered and the node was ready. */
  readonly readyIn: number;
}

export interface Lab extends LabInfo {
  /** Ends pods, listeners and watches, and removes the kubeconfig and the lock. Idempotent. */
  close(): Promise<void>;
  /** Resolves when the lab has ended, also through its API. */
  readonly ended: Promise<void>;
}

/** Starts a lab in this process. @throws LabError */
export async function startLab(options: LabOptions): Promise<Lab> {
  const begun = performance.now();
  options.signal?.throwIfAborted();
  await checkScripts(options);
  const folder = stateFolder(options.stateDir);
  await createStateFolder(folder);
  const parts = new OpenParts();
  try {
    await parts.add(await lockFolder(folder));
    const access = await startParts(options, parts);
    const info: LabInfo = {
      pid: process.pid,
      server: access.server,
      kubeconfig: folder.kubeconfig,
      context: 'sticky-lab',
      startedAt: new Date().toISOString(),
      readyIn: Math.round(performance.now() - begun),
    };
    for (const path of [folder.info, folder.kubeconfig]) await parts.add({ close: () => rm(path, { force: true }) });
    await writePrivateFile(folder.info, `${JSON.stringify(info, undefined, 2)}\n`);
    // The last: who has the token can end the lab, and finds all of it.
    await writePrivateFile(folder.kubeconfig, renderKubeconfig(access));
    options.signal?.throwIfAborted();
    closeOnAbort(options.signal, parts);
    return { ...info, close: () => parts.close(), ended: parts.closed };
  } catch (error) {
    await parts.close();
    throw error;
  }
}

/** Starts everything in the order in which it is needed. */
async function startParts(options: LabOptions, parts: OpenParts): Promise<LabAccess> {
  const { images, main } = options;
  const store = new Store();
  const cache = new WatchCache(store);
  const faults = new Faults({
    store,
    cache,
    recorder: new EventRecorder(store, 'lab-faults'),
    kubelet: { hang: (pod) => kubelet.hang(pod), crash: (pod) => kubelet.crash(pod) },
  });
  await parts.add(cache);
  const accessLog = new AccessLog();
  const token = randomBytes(32).toString('base64url');
  const { api, addressing, ca } = await claimAddress(options.addressing, {
    store,
    cache,
    token,
    logs: (pod, logOptions) => kubelet.logs(pod, logOptions),
    accessLog,
    faults,
    onShutdown: () => void parts.close(),
  });
  await parts.add(api);
  createDefaultObjects(store, { address: addressing.node, version: version.gitVersion });
  const book = new AddressBook(addressing);
  const kubelet = runKubelet({ store, addressing, book, images, main });
  await parts.add(kubelet);
  await parts.add(faults);
  await parts.add(await runNetwork({ store, cache, addressing, book, log: accessLog, faults }));
  await parts.add(runControllers(store));
  return { server: api.url, ca, token };
}

/** The API server's own socket is the claim to a subnet: where it is taken, the next one is tried. */
async function claimAddress(
  mode: LabOptions['addressing'],
  options: Omit<ApiOptions, 'host' | 'port' | 'tls'>,
): Promise<{ api: Api; addressing: Addressing; ca: string }> {
  for await (const { addressing, port } of addressCandidates(mode)) {
    const tls = await createCertificate(addressing.node);
    try {
      return { api: await startApi({ ...options, host: addressing.node, port, tls }), addressing, ca: tls.cert };
    } catch (error) {
      if (!isPortRefused(error)) throw error;
    }
  }
  throw new LabError('no-address', 'no loopback address is free for the API server: end another lab first');
}

async function lockFolder(folder: StateFolder): Promise<Closable> {
  const lock = await acquireLock(folder.lock);
  if ('release' in lock) return { close: () => lock.release() };
  const message = `a lab runs in ${folder.path} already (process ${lock.heldBy}): use it, or end it first`;
  throw new LabError('already-running', message);
}

async function checkScripts({ images, main }: LabOptions): Promise<void> {
  for (const script of [main, ...Object.values(images).map((image) => image.script)]) {
    try {
      await access(script);
    } catch (cause) {
      throw new LabError('image-missing', `there is no program at ${script}: build it first`, { cause });
    }
  }
}

function closeOnAbort(signal: AbortSignal | undefined, parts: OpenParts): void {
  if (signal === undefined) return;
  const close = () => void parts.close();
  signal.addEventListener('abort', close, { once: true });
  void parts.closed.then(() => signal.removeEventListener('abort', close));
}
