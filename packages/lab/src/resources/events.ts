import type { Event, EventSeries, EventSource } from 'kubernetes-types/core/v1.js';
import type { Stored } from '../store/resource-types.ts';
import { age, nameColumn } from './columns.ts';
import type { Resource } from './resource.ts';
import { kind } from './schema/kind.ts';
import { objectReference } from './schema/metadata.ts';
import { defaulted, int32, microTime, optional, required, string, struct, time } from './schema/types.ts';

const CORE = 'io.k8s.api.core.v1';

const source = struct<EventSource>(`${CORE}.EventSource`, {
  component: optional(1, string(), 'Program that noticed.'),
  host: optional(2, string(), 'Node that it runs on.'),
});

const series = struct<EventSeries>(`${CORE}.EventSeries`, {
  count: optional(1, int32(), 'How often it has happened.'),
  lastObservedTime: optional(2, microTime, 'When it last happened.'),
});

const schema = kind<Event>(`${CORE}.Event`, 'Something that happened to an object.', {
  involvedObject: required(2, objectReference, 'What it happened to.'),
  reason: optional(3, string(), 'What happened, in one word.'),
  message: optional(4, string(), 'What happened, in a sentence.'),
  source: defaulted(5, source, {}, 'Who noticed.'),
  firstTimestamp: optional(6, time, 'When it first happened.'),
  lastTimestamp: optional(7, time, 'When it last happened.'),
  count: optional(8, int32(), 'How often it happened.'),
  type: optional(9, string(), 'Normal or Warning.'),
  eventTime: optional(10, microTime, 'When it first happened.'),
  series: optional(11, series, 'That it goes on happening.'),
  action: optional(12, string(), 'What was done.'),
  related: optional(13, objectReference, 'Another object that it concerns.'),
  reportingComponent: optional(14, string(), 'Program that noticed.'),
  reportingInstance: optional(15, string(), 'Which one of them.'),
});

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
  schema: schema,
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
