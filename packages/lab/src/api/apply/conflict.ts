import { ApiError } from '../status.ts';
import { type FieldSet, pathsOf } from './field-set.ts';
import type { ManagerEntry } from './managed-fields.ts';

export interface Conflict {
  readonly entry: ManagerEntry;
  /** What the entry's manager owns and the apply would change. */
  readonly fields: FieldSet;
}

/** 409 with one cause a field, in the words of the real server: kubectl prints them (pkg/util/managedfields, conflict.go). */
export function conflictError(conflicts: readonly Conflict[]): ApiError {
  const sorted = [...conflicts].sort((a, b) => (a.entry.manager < b.entry.manager ? -1 : 1));
  const causes = sorted.flatMap(({ entry, fields }) =>
    pathsOf(fields)
      .sort()
      .map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${managerText(entry)}`, field })),
  );
  const [only] = causes;
  const message =
    causes.length === 1 && only !== undefined
      ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
      : `Apply failed with ${causes.length} conflicts: ${sorted.map(lines).join('\n')}`;
  return new ApiError(409, 'Conflict', message, { causes });
}

function lines({ entry, fields }: Conflict): string {
  const paths = pathsOf(fields).sort();
  return [`conflicts with ${managerText(entry)}:`, ...paths.map((path) => `- ${path}`)].join('\n');
}

function managerText({ manager, operation, apiVersion, subresource }: ManagerEntry): string {
  const through = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  return `${JSON.stringify(manager)}${through}${operation === 'Update' ? ` using ${apiVersion}` : ''}`;
}
