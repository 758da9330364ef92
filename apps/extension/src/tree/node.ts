/** What a node is about: what a command that is started on it works on. */
export interface Subject {
  /** Id of the context. */
  readonly context: string;
  readonly app?: string;
  readonly pod?: string;
  /** For a Service or a route: what to probe or to open. */
  readonly via?: 'service' | 'route';
  /** URL of the route. */
  readonly route?: string;
}

/** One row of the sidebar as plain data, its rows below included. */
export interface Node {
  /** Stable over every change of what it shows, so that selection and expansion stay. */
  readonly id: string;
  readonly label: string;
  /** The state in words, beside the label. */
  readonly description?: string;
  /** The same in full. */
  readonly tooltip?: string;
  readonly icon?: Icon;
  /** What a screen reader says: label and state in one sentence. */
  readonly spoken: string;
  /** What the menus' `when` clauses look at. */
  readonly contextValue: string;
  /** Whether it starts open; absent for a row that has nothing below it. */
  readonly expanded?: boolean;
  /** The command that Enter or a click runs. */
  readonly command?: string;
  readonly subject?: Subject;
  readonly children: readonly Node[];
}

export interface Icon {
  /** Name of a codicon. */
  readonly id: string;
  /** Colour of the theme. Shape and words say the same without it. */
  readonly color?: string;
}

export const good = 'testing.iconPassed';
export const bad = 'list.errorForeground';
export const risky = 'list.warningForeground';
