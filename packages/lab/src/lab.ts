import { LabError } from './errors.ts';

/** A program that the lab runs for an image name: a Node script, started with the lab's own runtime. */
export interface LabImage {
  /** Absolute path of the script. It hears on HOST and PORT. */
  readonly script: string;
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
}

/** Starts a lab in this process. @throws LabError */
export async function startLab(options: LabOptions): Promise<Lab> {
  throw new LabError('start-failed', `not built yet: ${options.stateDir}`);
}
