import type { Preview } from './change/preview.ts';
import type { Contexts } from './contexts/contexts.ts';
import type { Identities } from './identities.ts';
import type { EditorLab } from './lab/editor-lab.ts';
import type { LabRequests } from './lab-requests/lab-requests.ts';
import type { Log } from './log.ts';
import type { ProbePanels } from './probe-panel/probe-panels.ts';
import type { Proofs } from './proofs.ts';
import type { Subject } from './tree/node.ts';

/** The parts of the extension, as its commands need them. */
export interface Sticky {
  readonly log: Log;
  readonly lab: EditorLab;
  readonly contexts: Contexts;
  readonly identities: Identities;
  readonly proofs: Proofs;
  readonly panels: ProbePanels;
  readonly labRequests: LabRequests;
  readonly preview: Preview;
  /** Reads again what can be read: the kubeconfig, and whether a lab runs. */
  refresh(): Promise<void>;
  /** Shows an App in the sidebar. */
  reveal(context: string, app: string): Promise<void>;
}

/** What a command does. `subject` is what it was started on in the sidebar; from the palette there is none. */
export type Command = (sticky: Sticky, subject: Subject | undefined) => Promise<void>;
