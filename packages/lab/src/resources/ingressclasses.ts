import type { IngressClass, IngressClassSpec } from 'kubernetes-types/networking/v1.js';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { kind } from './schema/kind.ts';
import { optional, required, string, struct, unsupported } from './schema/types.ts';

const NETWORKING = 'io.k8s.api.networking.v1';

const schema = kind<IngressClass>(`${NETWORKING}.IngressClass`, 'Who implements ingresses that name it.', {
  spec: optional(
    2,
    struct<IngressClassSpec>(`${NETWORKING}.IngressClassSpec`, {
      controller: required(1, string(), 'Name of the program; the lab implements k8s.io/ingress-nginx.'),
      parameters: unsupported(2),
    }),
    'Spec of the class.',
  ),
});

export const ingressclasses: Resource<'ingressclasses'> = {
  name: 'ingressclasses',
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  singular: 'ingressclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: [],
  nameRule: 'subdomain',
  schema: schema,
  columns: [
    nameColumn,
    {
      name: 'Controller',
      type: 'string',
      description: 'Who implements the class.',
      cell: ({ spec }) => spec?.controller ?? '',
    },
    { name: 'Parameters', type: 'string', description: 'Settings of the class.', cell: () => '<none>' },
    ageColumn,
  ],
};
