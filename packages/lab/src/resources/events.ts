import { z } from 'zod';
import type { Stored } from '../store/resource-types.ts';
import { age, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';

export const events: Resource<'events'> = {
  name: 'events',
  group: '',
  kind: 'Event',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  subresources: [],
  nameRule: 'subdomain',
  schema: z.looseObject({}),
  columns: [
    {
      name: 'Last Seen',
      type: 'string',
      description: 'Time since it last happened.',
      cell: (event, now) => age(lastSeen(event), now),
    },
    { name: 'Type', type: 'string', description: 'Normal or Warning.', cell: ({ type }) => type ?? '' },
    { name: 'Reason', type: 'string', description: 'What happened, in one word.', cell: ({ reason }) => reason ?? '' },
    {
      name: 'Object',
      type: 'string',
      description: 'What it happened to.',
      cell: ({ involvedObject: { kind = '', name = '' } }) => `${kind.toLowerCase()}/${name}`,
    },
    {
      name: 'Subobject',
      type: 'string',
      priority: 1,
      description: 'Part of the object.',
      cell: (event) => event.involvedObject.fieldPath ?? '',
    },
    {
      name: 'Source',
      type: 'string',
      priority: 1,
      description: 'Who noticed.',
      cell: ({ source, reportingComponent }) =>
        [source?.component ?? reportingComponent, source?.host]
          .filter((part) => part !== undefined && part !== '')
          .join(', '),
    },
    {
      name: 'Message',
      type: 'string',
      description: 'What happened, in a sentence.',
      cell: ({ message }) => (message ?? '').trim(),
    },
    {
      name: 'First Seen',
      type: 'string',
      priority: 1,
      description: 'Time since it first happened.',
      cell: (event, now) => age(firstSeen(event), now),
    },
    {
      name: 'Count',
      type: 'string',
      priority: 1,
      description: 'How often it happened.',
      cell: ({ count }) => String(count ?? 1),
    },
    { ...nameColumn, priority: 1 },
  ],
  selectableFields: {
    'involvedObject.kind': ({ involvedObject }) => involvedObject.kind ?? '',
    'involvedObject.namespace': ({ involvedObject }) => involvedObject.namespace ?? '',
    'involvedObject.name': ({ involvedObject }) => involvedObject.name ?? '',
    'involvedObject.uid': ({ involvedObject }) => involvedObject.uid ?? '',
    'involvedObject.apiVersion': ({ involvedObject }) => involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': ({ involvedObject }) => involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': ({ involvedObject }) => involvedObject.fieldPath ?? '',
    reason: ({ reason }) => reason ?? '',
    reportingComponent: ({ reportingComponent }) => reportingComponent ?? '',
    source: ({ source, reportingComponent }) => source?.component ?? reportingComponent ?? '',
    type: ({ type }) => type ?? '',
  },
};

function firstSeen({ firstTimestamp, eventTime }: Stored<'events'>): string | undefined {
  return firstTimestamp ?? eventTime;
}

function lastSeen(event: Stored<'events'>): string | undefined {
  return event.series?.lastObservedTime ?? event.lastTimestamp ?? firstSeen(event);
}
