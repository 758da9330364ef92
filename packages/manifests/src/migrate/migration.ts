import type { RouterId } from '../router.ts';

/**
 * `kept`: says the same. `changed`: works, but differently. `lost`: nothing says it any more. `to do`: the user has to do something
 * that no document can say.
 */
export type Outcome = 'kept' | 'changed' | 'lost' | 'to do';

/** One line of the table that comes with a migration. */
export interface MigrationRow {
  /** The object that said it: `Ingress shop/web`. */
  readonly object: string;
  /** What it is about: `cookie name`, `Max-Age`, `hosts`, an annotation's name. */
  readonly subject: string;
  readonly outcome: Outcome;
  /** How it was said, and how it is now; absent where it was or is not said. */
  readonly before?: string;
  readonly after?: string;
  /** What that means for users in mid-session, or what to do, in one sentence. */
  readonly meaning: string;
}

/** From which router to which. */
export interface MigrateOptions {
  /** Only what is for this router; without it whatever is recognised. */
  readonly from?: RouterId;
  readonly to: RouterId;
  /** IngressClass or GatewayClass of the target; without it the target's usual one. */
  readonly className?: string;
}

/** Documents that say to another router what they said to theirs. */
export interface Migration {
  /** Each file that was given, with its new text; documents that are about something else stay to the letter. */
  readonly files: readonly { readonly file: string; readonly text: string }[];
  readonly rows: readonly MigrationRow[];
}
