/** What the extension and the panel of the lab's requests say to each other. All of it is text to show, never HTML. */
export type ToPanel =
  /** More rows, oldest first. */
  | { readonly type: 'rows'; readonly rows: readonly Row[] }
  /** All that is shown is gone: another lab. */
  | { readonly type: 'clear' }
  /** Whether requests are heard of, in a sentence. */
  | { readonly type: 'state'; readonly text: string; readonly isLive: boolean };

export interface FromPanel {
  /** The panel's script runs, and shows nothing yet. */
  readonly type: 'ready';
}

/** How many rows are kept, and shown, at most. */
export const MOST_ROWS = 1_000;

export type Row = RequestRow | GapRow;

/** A request, or a connection through a Service. */
export interface RequestRow {
  readonly type: 'request';
  readonly time: string;
  /** `GET sticky.info/` */
  readonly request: string;
  readonly route: string;
  /** `key#1f2e3d4c`, or empty. */
  readonly session: string;
  /** The session is new, or has moved to another pod. */
  readonly sessionMark: Mark | undefined;
  /** Last the one that answered, unless it failed. */
  readonly tries: readonly Try[];
  /** It took more than one try, or something went wrong on purpose. */
  readonly tryMark: Mark | undefined;
  readonly status: string;
  /** Whether the status is an error of the server's side. */
  readonly isFailed: boolean;
  readonly milliseconds: string;
}

export interface Mark {
  readonly kind: 'new' | 'moved' | 'retry' | 'fault';
  readonly text: string;
}

export interface Try {
  /** In full. */
  readonly pod: string;
  /** The part of its name that tells it from others. */
  readonly name: string;
  /** `A` for the first pod that was met, and so on. */
  readonly letter: string;
  /** From 0: the same for a pod wherever it stands. */
  readonly color: number;
  /** Why it was chosen, or why it gave no answer. */
  readonly why: string;
  readonly isFailed: boolean;
}

/** Requests that came faster than they can be shown. */
export interface GapRow {
  readonly type: 'gap';
  readonly text: string;
}
