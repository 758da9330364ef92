/** Why a run was cut short, as the reason of its signal. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** 128 and the number of the signal, as shells report a process that a signal ended. */
  readonly exitCode: number;
  readonly by: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'EPIPE';

  constructor(by: Interrupted['by'], exitCode: number) {
    super(`ended by ${by}`);
    this.by = by;
    this.exitCode = exitCode;
  }
}

/** Whether Ctrl+C ended a run: for what goes on until then, the way it is meant to end. */
export function endedByCtrlC(signal: AbortSignal): boolean {
  return signal.reason instanceof Interrupted && signal.reason.by === 'SIGINT';
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const BROKEN_PIPE = 141;

export interface Interrupt {
  /** Aborts with an `Interrupted` at the first Ctrl+C, or when nobody reads the output any more. */
  readonly signal: AbortSignal;
  close(): void;
}

/** Turns signals and a closed stdout into one AbortSignal. A second signal ends the process at once. */
export function listenForInterrupts(process: NodeJS.Process): Interrupt {
  const controller = new AbortController();

  const onSignal = (name: keyof typeof signals) => {
    if (controller.signal.aborted) process.exit(signals[name]);
    controller.abort(new Interrupted(name, signals[name]));
  };
  const onOutputError = (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    controller.abort(new Interrupted('EPIPE', BROKEN_PIPE));
  };

  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => [name, () => onSignal(name)] as const);
  for (const [name, handler] of handlers) process.on(name, handler);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', onOutputError);

  return {
    signal: controller.signal,
    // The streams keep their listener: a write may fail after the last command has returned.
    close: () => {
      for (const [name, handler] of handlers) process.off(name, handler);
    },
  };
}
