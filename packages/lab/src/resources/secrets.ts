import { z } from 'zod';
import type { Draft } from '../store/resource-types.ts';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';

export const secrets: Resource<'secrets'> = {
  name: 'secrets',
  group: '',
  kind: 'Secret',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  nameRule: 'subdomain',
  schema: z.looseObject({}),
  columns: [
    nameColumn,
    { name: 'Type', type: 'string', description: 'What the secret is for.', cell: ({ type }) => type ?? 'Opaque' },
    {
      name: 'Data',
      type: 'string',
      description: 'Number of values.',
      cell: ({ data }) => String(Object.keys(data ?? {}).length),
    },
    ageColumn,
  ],
  selectableFields: { type: ({ type }) => type ?? '' },
  prepareForCreate(draft) {
    draft.type ??= 'Opaque';
    foldStringData(draft);
  },
  prepareForUpdate: foldStringData,
};

/** `stringData` is for writing only: it is kept as base64 in `data`. */
function foldStringData(draft: Draft<'secrets'>): void {
  if (draft.stringData === undefined) return;
  const encoded = Object.entries(draft.stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  draft.data = { ...draft.data, ...Object.fromEntries(encoded) };
  delete draft.stringData;
}
