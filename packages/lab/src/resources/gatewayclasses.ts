import type { Condition, ObjectMeta } from 'kubernetes-types/meta/v1.js';
import type { Draft, Stored } from '../store/resource-types.ts';
import { ageColumn, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { defaulted, items, optional, required, text } from './schema/custom.ts';
import { type FieldError, invalid } from './schema/field-error.ts';
import {
  conditions,
  controllerName,
  GATEWAY,
  GATEWAY_GROUP,
  GATEWAY_OLDER_VERSIONS,
  waitingConditions,
} from './schema/gateway-api.ts';
import { kind } from './schema/kind.ts';
import { string, struct, unsupported } from './schema/types.ts';

export interface GatewayClassSpec {
  controllerName: string;
  description?: string;
  parametersRef?: object;
}

export interface GatewayClassStatus {
  conditions?: Condition[];
  supportedFeatures?: { name: string }[];
}

export interface GatewayClass {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
  spec: GatewayClassSpec;
  status?: GatewayClassStatus;
}

const schema = kind<GatewayClass>(`${GATEWAY}.GatewayClass`, 'Who implements gateways that name it.', {
  spec: required(
    struct<GatewayClassSpec>(`${GATEWAY}.GatewayClassSpec`, {
      controllerName: required(
        controllerName,
        'Name of the program; the lab implements lab.sticky/gateway-controller.',
      ),
      description: optional(text({ most: 64 }), 'What the class is for.'),
      parametersRef: unsupported(0),
    }),
    'Spec of the class.',
  ),
  status: defaulted(
    struct<GatewayClassStatus>(`${GATEWAY}.GatewayClassStatus`, {
      conditions: defaulted(conditions, waitingConditions('Accepted'), 'State of the class.'),
      supportedFeatures: optional(
        items(struct<{ name: string }>(`${GATEWAY}.SupportedFeature`, { name: required(string(), 'Its name.') }), {
          most: 64,
          type: 'map',
          keys: ['name'],
        }),
        'Features of the Gateway API that the program has.',
      ),
    }),
    {},
    'State of the class.',
  ),
});

export const gatewayclasses: Resource<'gatewayclasses'> = {
  name: 'gatewayclasses',
  group: GATEWAY_GROUP,
  olderVersions: GATEWAY_OLDER_VERSIONS,
  custom: true,
  kind: 'GatewayClass',
  singular: 'gatewayclass',
  shortNames: ['gc'],
  categories: ['gateway-api'],
  namespaced: false,
  subresources: ['status'],
  nameRule: 'subdomain',
  schema: schema,
  columns: [
    nameColumn,
    {
      name: 'Controller',
      type: 'string',
      description: 'Who implements the class.',
      cell: ({ spec }) => spec.controllerName,
    },
    {
      name: 'Accepted',
      type: 'string',
      description: 'Whether the program has taken the class.',
      cell: ({ status }) => status?.conditions?.find(({ type }) => type === 'Accepted')?.status ?? '',
    },
    ageColumn,
    {
      name: 'Description',
      type: 'string',
      priority: 1,
      description: 'What the class is for.',
      cell: ({ spec }) => spec.description ?? '',
    },
  ],
  validateUpdate: controllerChange,
};

function controllerChange({ spec }: Draft<'gatewayclasses'>, previous: Stored<'gatewayclasses'>): FieldError[] {
  const isSame = spec.controllerName === previous.spec.controllerName;
  return isSame ? [] : [invalid('spec.controllerName', 'string', 'field is immutable')];
}
