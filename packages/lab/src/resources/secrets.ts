import { isDeepStrictEqual } from 'node:util';
import type { Secret } from 'kubernetes-types/core/v1.js';
import type { Draft } from '../store/resource-types.ts';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { type FieldError, forbidden, invalid, required } from './schema/field-error.ts';
import { dataKey, formatErrors } from './schema/formats.ts';
import { kind } from './schema/kind.ts';
import { bool, bytes, checked, defaulted, mapOf, optional, string, stringMap, zeroMatters } from './schema/types.ts';

/** The keys that a Secret of a type must have (`ValidateSecret` of kube-apiserver). */
const TYPES: Readonly<Record<string, readonly string[]>> = { 'kubernetes.io/tls': ['tls.crt', 'tls.key'] };

const schema = checked(
  kind<Secret>('io.k8s.api.core.v1.Secret', 'Values that are not to be shown.', {
    data: optional(
      2,
      checked(mapOf(bytes()), (map) => Object.keys(map).flatMap((key) => formatErrors(`[${key}]`, key, dataKey))),
      'Values in base64.',
    ),
    stringData: optional(4, stringMap(), 'Values as text, for writing; reads give them in data.'),
    type: defaulted(3, string(), 'Opaque', 'What the secret is for.'),
    immutable: zeroMatters(optional(5, bool(), 'Whether data is kept from changes.')),
  }),
  ({ type, data = {} }) =>
    (TYPES[type ?? ''] ?? []).filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`)),
);

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
  schema: schema,
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
  validateUpdate(draft, previous) {
    const errors: FieldError[] = [];
    if (draft.type !== previous.type) errors.push(invalid('type', draft.type, 'field is immutable'));
    if (previous.immutable !== true) return errors;
    const detail = 'field is immutable when `immutable` is set';
    if (draft.immutable !== true) errors.push(forbidden('immutable', detail));
    if (!isDeepStrictEqual(draft.data, previous.data)) errors.push(forbidden('data', detail));
    return errors;
  },
};

/** `stringData` is for writing only: it is kept as base64 in `data`. */
function foldStringData(draft: Draft<'secrets'>): void {
  if (draft.stringData === undefined) return;
  const encoded = Object.entries(draft.stringData).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  draft.data = { ...draft.data, ...Object.fromEntries(encoded) };
  delete draft.stringData;
}
