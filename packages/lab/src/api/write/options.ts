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

/** @throws ApiError 400 */
export function writeOptions(query: URLSearchParams, userAgent: string | undefined): WriteOptions {
  const fieldValidation = query.get('fieldValidation') || 'Warn';
  if (fieldValidation !== 'Ignore' && fieldValidation !== 'Warn' && fieldValidation !== 'Strict') {
    throw badRequest(
      `fieldValidation: Unsupported value: "${fieldValidation}": supported values: "", "Ignore", "Strict", "Warn"`,
    );
  }
  return {
    dryRun: isDryRun(query.getAll('dryRun')),
    // As the real server: without a name, the program's own name from its user agent.
    fieldManager: query.get('fieldManager') || (userAgent ?? '').split('/')[0] || 'unknown',
    fieldValidation,
    force: query.get('force') === 'true',
  };
}

/** @throws ApiError 400 */
export function isDryRun(values: readonly unknown[]): boolean {
  for (const value of values) {
    if (value !== 'All' && value !== '')
      throw badRequest(`dryRun: Unsupported value: ${JSON.stringify(value)}: supported values: "All"`);
  }
  return values.includes('All');
}
