import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { items, optional, required } from './schema/custom.ts';
import {
  GATEWAY,
  GATEWAY_GROUP,
  GATEWAY_OLDER_VERSIONS,
  group,
  kindName,
  namespaceName,
  objectName,
} from './schema/gateway-api.ts';
import { kind } from './schema/kind.ts';
import { struct } from './schema/types.ts';

export interface ReferenceGrantFrom {
  group: string;
  kind: string;
  namespace: string;
}

export interface ReferenceGrantTo {
  group: string;
  kind: string;
  name?: string;
}

export interface ReferenceGrantSpec {
  from: ReferenceGrantFrom[];
  to: ReferenceGrantTo[];
}

export interface ReferenceGrant {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
  spec: ReferenceGrantSpec;
}

const from = struct<ReferenceGrantFrom>(`${GATEWAY}.ReferenceGrantFrom`, {
  group: required(group, 'API group of the objects that refer.'),
  kind: required(kindName, 'Kind of the objects that refer.'),
  namespace: required(namespaceName, 'Namespace of the objects that refer.'),
});

const to = struct<ReferenceGrantTo>(`${GATEWAY}.ReferenceGrantTo`, {
  group: required(group, 'API group of the objects that are referred to; empty is the core group.'),
  kind: required(kindName, 'Kind of the objects that are referred to.'),
  name: optional(objectName, 'Name of the one object; any when absent.'),
});

const schema = kind<ReferenceGrant>(
  `${GATEWAY}.ReferenceGrant`,
  'Lets objects of other namespaces refer to objects of this one.',
  {
    spec: required(
      struct<ReferenceGrantSpec>(`${GATEWAY}.ReferenceGrantSpec`, {
        from: required(items(from, { least: 1, most: 16 }), 'Who may refer.'),
        to: required(items(to, { least: 1, most: 16 }), 'To what.'),
      }),
      'Spec of the grant.',
    ),
  },
);

export const referencegrants: Resource<'referencegrants'> = {
  name: 'referencegrants',
  group: GATEWAY_GROUP,
  olderVersions: GATEWAY_OLDER_VERSIONS,
  custom: true,
  kind: 'ReferenceGrant',
  singular: 'referencegrant',
  shortNames: ['refgrant'],
  categories: ['gateway-api'],
  namespaced: true,
  subresources: [],
  nameRule: 'subdomain',
  schema: schema,
  columns: [nameColumn, ageColumn],
};
