import { createHash, randomUUID } from 'node:crypto';
import type { ContainerState, ContainerStatus, Container as Spec } from 'kubernetes-types/core/v1.js';
import type { LabImage } from '../lab.ts';
import { now } from '../timestamp.ts';
import { crashDelay, pullDelay, STEADY_MS } from './back-off.ts';
import { ContainerLog } from './container-log.ts';
import { containerEnvironment, EnvironmentError } from './environment.ts';
import type { Hang } from './hang.ts';
import { fullReference } from './images.ts';
import type { PodContext } from './pod-context.ts';
import { type PodProcess, startPodProcess } from './pod-process.ts';
import { check } from './probe-check.ts';
import { Prober } from './prober.ts';

/** One container of a pod: its process, started again when it ends, its probes and its log. */
export class Container {
  readonly spec: Spec;
  readonly #pod: PodContext;
  #state: ContainerState = { waiting: { reason: 'ContainerCreating' } };
  #lastState: ContainerState = {};
  #log = new ContainerLog();
  #previousLog: ContainerLog | undefined;
  #process: PodProcess | undefined;
  #probers: Prober[] = [];
  #timer: NodeJS.Timeout | undefined;
  #restarts = 0;
  /** Ends without a long run before them, for the back-off. */
  #crashes = 0;
  #containerID: string | undefined;
  #loaded = false;
  #startupPassed = false;
  #readinessPassed = false;
  #stopping = false;
  #exit: Promise<void> | undefined;
  #release: (() => void) | undefined;

  constructor(spec: Spec, pod: PodContext) {
    this.spec = spec;
    this.#pod = pod;
  }

  get status(): ContainerStatus {
    const isRunning = this.#state.running !== undefined;
    const started = isRunning && (this.spec.startupProbe === undefined || this.#startupPassed);
    const passes = this.spec.readinessProbe === undefined ? this.#loaded : this.#readinessPassed;
    const image = this.spec.image ?? '';
    return {
      name: this.spec.name,
      image,
      imageID: this.#containerID === undefined ? '' : `sha256:${digest(fullReference(image))}`,
      ...(this.#containerID === undefined ? {} : { containerID: this.#containerID }),
      state: this.#state,
      lastState: this.#lastState,
      ready: started && passes,
      started,
      restartCount: this.#restarts,
    };
  }

  get log(): ContainerLog {
    return this.#log;
  }

  get previousLog(): ContainerLog | undefined {
    return this.#previousLog;
  }

  /** Starts it, or tells in its state why that cannot be. */
  start(): void {
    const image = this.#pod.findImage(this.spec.image ?? '');
    if (image === undefined) this.#failPull(0);
    else void this.#run(image);
  }

  /** Asks the process to end, kills it after the grace period, and resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#stopProbes();
    this.#process?.terminate();
    await this.killAfter(graceMs);
  }

  /** Kills the process when it has not ended by itself within that time, and resolves when it is gone. */
  async killAfter(graceMs: number): Promise<void> {
    const process = this.#process;
    const kill = setTimeout(() => process?.kill(), graceMs);
    await this.#exit;
    clearTimeout(kill);
  }

  /** Stops its process where it is; undefined when none runs. */
  hang(): Hang | undefined {
    return this.#process?.hang();
  }

  /** Kills its process without a word, as a crash would. False when none runs. */
  crash(): boolean {
    this.#process?.kill();
    return this.#process !== undefined;
  }

  async #run(image: LabImage): Promise<void> {
    const { pod } = this.#pod;
    try {
      const env = containerEnvironment({ ...this.#pod, pod: pod(), container: this.spec });
      const place = await this.#pod.openPort(wantedPort(this.spec, image, env));
      if (this.#stopping) return place.release();
      this.#release = place.release;
      this.#launch(image, { ...env, HOST: place.host, PORT: String(place.port) });
    } catch (error) {
      this.#releasePort();
      const reason = error instanceof EnvironmentError ? 'CreateContainerConfigError' : 'CreateContainerError';
      this.#refuse(reason, error instanceof Error ? error.message : String(error));
    }
  }

  #launch(image: LabImage, env: Readonly<Record<string, string>>): void {
    this.#event('Normal', 'Pulled', `Container image "${this.spec.image}" already present on machine`);
    this.#containerID = `lab://${digest(randomUUID())}`;
    this.#loaded = false;
    this.#startupPassed = false;
    this.#readinessPassed = false;
    const startedAt = now();
    const begun = Date.now();
    const log = this.#log;
    const exit = Promise.withResolvers<void>();
    this.#event('Normal', 'Created', `Created container: ${this.spec.name}`);
    this.#process = startPodProcess({
      main: this.#pod.main,
      script: image.script,
      args: this.spec.args ?? [],
      env,
      onOutput: (chunk) => log.write(chunk),
      onOutputEnd: () => log.end(),
      onLoaded: () => {
        this.#loaded = true;
        this.#pod.onChange();
      },
      onExit: (exitCode) => {
        this.#exited(exitCode, startedAt, Date.now() - begun);
        exit.resolve();
      },
    });
    // Only now: a process that could not be started has no exit to wait for.
    this.#exit = exit.promise;
    this.#state = { running: { startedAt } };
    this.#event('Normal', 'Started', `Started container ${this.spec.name}`);
    this.#startProbes();
    this.#pod.onChange();
  }

  #exited(exitCode: number, startedAt: string, ranMs: number): void {
    this.#stopProbes();
    clearTimeout(this.#timer);
    this.#process = undefined;
    this.#releasePort();
    const reason = exitCode === 0 ? 'Completed' : 'Error';
    const ended = { exitCode, reason, startedAt, finishedAt: now() };
    this.#state = {
      terminated: this.#containerID === undefined ? ended : { ...ended, containerID: this.#containerID },
    };
    if (!this.#stopping && this.#isRestarted()) this.#restartLater(ranMs);
    this.#pod.onChange();
  }

  #releasePort(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #isRestarted(): boolean {
    const policy = this.#pod.pod().spec?.restartPolicy ?? 'Always';
    return policy === 'Always' || (policy === 'OnFailure' && this.#state.terminated?.exitCode !== 0);
  }

  #restartLater(ranMs: number): void {
    this.#crashes = ranMs >= STEADY_MS ? 1 : this.#crashes + 1;
    const delay = crashDelay(this.#crashes);
    const { metadata } = this.#pod.pod();
    const subject = `container ${this.spec.name} in pod ${metadata.name}_${metadata.namespace}(${metadata.uid})`;
    this.#lastState = this.#state;
    if (delay > 0) {
      const message = `back-off ${seconds(delay)} restarting failed container=${this.spec.name} pod=${metadata.name}_${metadata.namespace}(${metadata.uid})`;
      this.#state = { waiting: { reason: 'CrashLoopBackOff', message } };
      this.#event('Warning', 'BackOff', `Back-off restarting failed ${subject}`);
    }
    this.#timer = setTimeout(() => {
      this.#restarts += 1;
      this.#previousLog = this.#log;
      this.#log = new ContainerLog();
      this.start();
    }, delay);
  }

  /** The lab pulls nothing: what it does not have, it cannot get, however often it tries. */
  #failPull(tries: number): void {
    const image = this.spec.image ?? '';
    const message = `failed to pull and unpack image "${fullReference(image)}": not an image of this lab`;
    this.#event('Normal', 'Pulling', `Pulling image "${image}"`);
    this.#event('Warning', 'Failed', `Failed to pull image "${image}": ${message}`);
    this.#refuse('ErrImagePull', message);
    this.#timer = setTimeout(() => {
      this.#event('Normal', 'BackOff', `Back-off pulling image "${image}"`);
      this.#refuse('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${message}`);
      this.#timer = setTimeout(() => this.#failPull(tries + 1), pullDelay(tries));
    }, PULL_SHOWN_MS);
  }

  #refuse(reason: string, message: string): void {
    this.#state = { waiting: { reason, message } };
    this.#event(
      'Warning',
      'Failed',
      reason === 'ErrImagePull' || reason === 'ImagePullBackOff' ? `Error: ${reason}` : `Error: ${message}`,
    );
    this.#pod.onChange();
  }

  #startProbes(): void {
    const { startupProbe } = this.spec;
    if (startupProbe === undefined) {
      this.#startRunningProbes();
      return;
    }
    this.#probe('Startup', true, startupProbe, (passes) => {
      if (!passes) return this.#restartUnhealthy('startup');
      if (this.#startupPassed) return;
      this.#startupPassed = true;
      this.#stopProbes();
      this.#startRunningProbes();
      this.#pod.onChange();
    });
  }

  #startRunningProbes(): void {
    const { readinessProbe, livenessProbe } = this.spec;
    if (readinessProbe !== undefined) {
      this.#probe('Readiness', true, readinessProbe, (passes) => {
        if (this.#readinessPassed === passes) return;
        this.#readinessPassed = passes;
        this.#pod.onChange();
      });
    }
    if (livenessProbe !== undefined) {
      this.#probe('Liveness', false, livenessProbe, (passes) => {
        if (!passes) this.#restartUnhealthy('liveness');
      });
    }
  }

  #probe(
    kind: string,
    eager: boolean,
    probe: NonNullable<Spec['readinessProbe']>,
    onVerdict: (passes: boolean) => void,
  ): void {
    const { podIP, resolve } = this.#pod;
    this.#probers.push(
      new Prober({
        probe,
        eager,
        check: (signal) => check(probe, { ip: podIP, container: this.spec, resolve }, signal),
        onVerdict,
        onFailure: (reason) => this.#event('Warning', 'Unhealthy', `${kind} probe failed: ${reason}`),
      }),
    );
  }

  #restartUnhealthy(probe: string): void {
    this.#event('Normal', 'Killing', `Container ${this.spec.name} failed ${probe} probe, will be restarted`);
    this.#stopProbes();
    const process = this.#process;
    process?.terminate();
    this.#timer = setTimeout(() => process?.kill(), this.#pod.graceMs());
  }

  #stopProbes(): void {
    for (const prober of this.#probers) prober.stop();
    this.#probers = [];
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#pod.record(type, reason, message);
  }
}

/** How long `ErrImagePull` shows before it becomes `ImagePullBackOff`. */
const PULL_SHOWN_MS = 1_000;
const DEFAULT_PORT = 8080;

/** The port that the manifest means: as the program is told, as the container declares, as the image is made for. */
function wantedPort(container: Spec, image: LabImage, env: Readonly<Record<string, string>>): number {
  const told = Number(env.PORT);
  if (Number.isInteger(told) && told > 0 && told <= 65535) return told;
  return container.ports?.[0]?.containerPort ?? image.port ?? DEFAULT_PORT;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function seconds(milliseconds: number): string {
  const whole = milliseconds / 1000;
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${whole % 60}s`;
}
