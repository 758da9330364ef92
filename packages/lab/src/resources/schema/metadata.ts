import type { ObjectReference } from 'kubernetes-types/core/v1.js';
import type {
  Condition,
  LabelSelector,
  LabelSelectorRequirement,
  ManagedFieldsEntry,
  ObjectMeta,
  OwnerReference,
} from 'kubernetes-types/meta/v1.js';
import { type FieldError, forbidden, required as missing } from './field-error.ts';
import { formatErrors, labelValue, qualifiedName } from './formats.ts';
import {
  bool,
  checked,
  defaulted,
  int64,
  list,
  oneOf,
  optional,
  raw,
  required,
  string,
  stringMap,
  struct,
  time,
  zeroMatters,
} from './types.ts';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** The real server's limit on all annotations of an object together. */
const ANNOTATIONS_LIMIT_BYTES = 256 * 1024;

export const labels = checked(stringMap(), labelErrors);

const annotations = checked(stringMap(), (map) => {
  // Kubernetes checks annotation keys in lower case: capitals are fine in them.
  const errors = Object.keys(map).flatMap((key) => formatErrors('', key.toLowerCase(), qualifiedName));
  const size = Object.entries(map).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  const tooLong: FieldError = {
    field: '',
    reason: 'FieldValueInvalid',
    message: `Too long: may not be more than ${ANNOTATIONS_LIMIT_BYTES} bytes`,
  };
  return size > ANNOTATIONS_LIMIT_BYTES ? [...errors, tooLong] : errors;
});

const ownerReference = struct<OwnerReference>(
  `${META}.OwnerReference`,
  {
    apiVersion: required(5, string(), 'API version of the owner.'),
    kind: required(1, string(), 'Kind of the owner.'),
    name: required(3, string(), 'Name of the owner.'),
    uid: required(4, string(), 'UID of the owner.'),
    controller: zeroMatters(optional(6, bool(), 'Whether the owner is the controller of the object.')),
    blockOwnerDeletion: zeroMatters(
      optional(7, bool(), 'Whether a foreground deletion of the owner waits for this object.'),
    ),
  },
  { atomic: true },
);

const managedFieldsEntry = struct<ManagedFieldsEntry & { subresource?: string }>(`${META}.ManagedFieldsEntry`, {
  manager: optional(1, string(), 'Who owns the fields.'),
  operation: optional(2, string(), 'Whether they were applied (Apply) or written (Update).'),
  apiVersion: optional(3, string(), 'API version in which the fields are named.'),
  time: optional(4, time, 'When the entry last changed.'),
  fieldsType: optional(6, string(), 'Always FieldsV1.'),
  fieldsV1: optional(7, raw(), 'The fields.'),
  subresource: optional(8, string(), 'Subresource that was written through.'),
});

export const objectMeta = struct<ObjectMeta>(`${META}.ObjectMeta`, {
  name: optional(1, string(), 'Name, unique within the namespace; cannot change.'),
  generateName: optional(2, string(), 'Prefix for a name that the server makes up when there is none.'),
  namespace: optional(3, string(), 'Namespace that the object is in; cannot change.'),
  selfLink: optional(4, string(), 'Of no use any more.'),
  uid: optional(5, string(), 'Identity of the object in time and space; set by the server.'),
  resourceVersion: optional(
    6,
    string(),
    'Version of the object; a write that names it fails when the object has changed since.',
  ),
  generation: optional(7, int64(), 'Counts the changes of the spec; set by the server.'),
  creationTimestamp: optional(8, time, 'When the object was made; set by the server.'),
  deletionTimestamp: optional(9, time, 'When the object goes; set by the server once its deletion is asked for.'),
  deletionGracePeriodSeconds: zeroMatters(
    optional(10, int64(), 'Seconds that the object has to end; set by the server.'),
  ),
  labels: optional(11, labels, 'Keys and values by which objects are selected.'),
  annotations: optional(12, annotations, 'Keys and values that tools keep with the object; values are always strings.'),
  ownerReferences: optional(
    13,
    list(ownerReference, { type: 'map', keys: ['uid'], merge: 'uid' }),
    'Objects that this one belongs to: it goes when they are gone.',
  ),
  finalizers: optional(14, list(string(), { type: 'set', merge: true }), 'What must be done before the object goes.'),
  managedFields: optional(17, list(managedFieldsEntry), 'Who owns which fields; kept by the server.'),
});

const labelSelectorRequirement = checked(
  struct<LabelSelectorRequirement>(`${META}.LabelSelectorRequirement`, {
    key: required(1, string(), 'Label key.'),
    operator: required(2, oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), 'How the label and the values relate.'),
    values: optional(3, list(string()), 'Values, for In and NotIn.'),
  }),
  ({ operator, values = [], key }) => {
    const takesValues = operator === 'In' || operator === 'NotIn';
    const errors = formatErrors('key', key, qualifiedName);
    if (takesValues && values.length === 0) {
      errors.push(missing('values', "must be specified when `operator` is 'In' or 'NotIn'"));
    }
    if (!takesValues && values.length > 0) {
      errors.push(forbidden('values', "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
    return errors;
  },
);

export const labelSelector = struct<LabelSelector>(
  `${META}.LabelSelector`,
  {
    matchLabels: optional(1, labels, 'Labels that must have these values.'),
    matchExpressions: optional(2, list(labelSelectorRequirement), 'Further conditions; all must hold.'),
  },
  { atomic: true },
);

export const objectReference = struct<ObjectReference>(
  'io.k8s.api.core.v1.ObjectReference',
  {
    kind: optional(1, string(), 'Kind of the object.'),
    namespace: optional(2, string(), 'Namespace of the object.'),
    name: optional(3, string(), 'Name of the object.'),
    uid: optional(4, string(), 'UID of the object.'),
    apiVersion: optional(5, string(), 'API version of the object.'),
    resourceVersion: optional(6, string(), 'Version of the object.'),
    fieldPath: optional(7, string(), 'Part of the object.'),
  },
  { atomic: true },
);

export const conditionStatus = oneOf('True', 'False', 'Unknown');

export const condition = struct<Condition>(`${META}.Condition`, {
  type: required(1, string(), 'What the condition is about.'),
  status: required(2, conditionStatus, 'Whether it holds.'),
  observedGeneration: optional(3, int64(), 'Generation that was looked at.'),
  lastTransitionTime: required(4, time, 'When the status last changed.'),
  reason: required(5, string(), 'Why, in one word.'),
  message: defaulted(6, string(), '', 'Why, in a sentence.'),
});

function labelErrors(map: Readonly<Record<string, string>>): FieldError[] {
  return Object.entries(map).flatMap(([key, value]) => [
    ...formatErrors('', key, qualifiedName),
    ...formatErrors('', value, labelValue),
  ]);
}
