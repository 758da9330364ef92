import type { EventRecorder } from '../../controllers/event-recorder.ts';
import type { Stored } from '../../store/resource-types.ts';

/** Why routes are other than one would read in an Ingress, to be told in an event. */
export interface RouteWarning {
  readonly ingress: Stored<'ingresses'>;
  readonly reason: string;
  /** What is so, and what to do about it. */
  readonly message: string;
}

export type Warn = (ingress: RouteWarning['ingress'], reason: string, message: string) => void;

/** Tells what was not so before: routes are built anew at every change, and what stays so has been told. */
export function tellNewWarnings(
  recorder: EventRecorder,
  warnings: readonly RouteWarning[],
  before: readonly RouteWarning[],
): void {
  const told = new Set(before.map(idOf));
  for (const warning of warnings) {
    const id = idOf(warning);
    if (!told.has(id)) recorder.record(warning.ingress, 'Warning', warning.reason, warning.message);
    told.add(id);
  }
}

function idOf({ ingress, reason, message }: RouteWarning): string {
  return [ingress.metadata.uid, reason, message].join('\n');
}
