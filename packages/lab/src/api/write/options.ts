import type { Store } from '../../store/store.ts';
import { badRequest } from '../status.ts';

/** What the query of a write asks for. */
export interface WriteOptions {
  /** Decide and answer, but keep nothing. */
  readonly dryRun: boolean;
  /** Whom managedFields name as the owner of what is written. */
  readonly fieldManager: string;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
  /** Server-side apply takes what others own. */
  readonly force: boolean;
}

/** What every write needs at hand. */
export interface WriteContext {
  readonly store: Store;
  readonly options: WriteOptions;
  /** Sends a warning along with the answer; kubectl prints it. */
  readonly warn: (text: string) => void;
}

/** The real server's limit for the name of a field manager. */
const LONGEST_MANAGER = 128;

/** @throws ApiError 400 */
export function writeOptions(query: URLSearchParams, userAgent: string | undefined): WriteOptions {
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  if (fieldValidation !== 'Ignore' && fieldValidation !== 'Warn' && fieldValidation !== 'Strict') {
    throw badRequest(
      `fieldValidation: Unsupported value: "${fieldValidation}": supported values: "", "Ignore", "Strict", "Warn"`,
    );
  }
  const named = query.get('fieldManager') || '';
  if (named.length > LONGEST_MANAGER)
    throw badRequest(`fieldManager: Too long: may not be more than ${LONGEST_MANAGER} bytes`);
  return {
    dryRun: isDryRun(query.getAll('dryRun')),
    // As the real server: without a name, the program's own name from its user agent.
    fieldManager: named || (userAgent ?? '').split('/')[0]?.slice(0, LONGEST_MANAGER) || 'unknown',
    fieldValidation,
    force: query.get('force') === 'true',
  };
}

/** @throws ApiError 400 */
export function isDryRun(values: readonly unknown[]): boolean {
  for (const value of values) {
    if (value !== 'All' && value !== '') {
      throw badRequest(`dryRun: Unsupported value: ${JSON.stringify(value)}: supported values: "All"`);
    }
  }
  return values.includes('All');
}
