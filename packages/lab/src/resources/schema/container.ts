import type {
  Container,
  ContainerPort,
  EnvVar,
  EnvVarSource,
  ObjectFieldSelector,
  ResourceRequirements,
  SecretKeySelector,
} from 'kubernetes-types/core/v1.js';
import { duplicate, type FieldError, invalid, notSupported } from './field-error.ts';
import { dnsLabel, environmentName, formatErrors, portName, portNumberErrors } from './formats.ts';
import { lifecycle, probe } from './probe.ts';
import { securityContext } from './security-context.ts';
import {
  bool,
  checked,
  completed,
  defaulted,
  int32,
  list,
  mapOf,
  oneOf,
  optional,
  quantity,
  required,
  string,
  struct,
  unsupported,
  zeroMatters,
} from './types.ts';

const CORE = 'io.k8s.api.core.v1';

const containerPort = checked(
  struct<ContainerPort>(`${CORE}.ContainerPort`, {
    name: optional(1, string(), 'Name by which services and probes can mean the port.'),
    hostPort: unsupported(2),
    containerPort: required(3, int32(), 'Port that the container listens on.'),
    protocol: defaulted(4, oneOf('TCP', 'UDP', 'SCTP'), 'TCP', 'The lab carries TCP only.'),
    hostIP: unsupported(5),
  }),
  ({ name, containerPort: port }) => [
    ...portNumberErrors('containerPort', port),
    ...(name === undefined || name === '' ? [] : formatErrors('name', name, portName)),
  ],
);

/** The fields of a pod that the downward API offers. */
const POD_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

const fieldRef = checked(
  struct<ObjectFieldSelector>(
    `${CORE}.ObjectFieldSelector`,
    {
      apiVersion: defaulted(1, string(), 'v1', 'Always v1.'),
      fieldPath: required(2, string(), 'Field of the pod, such as metadata.name or status.podIP.'),
    },
    { atomic: true },
  ),
  ({ fieldPath }) => {
    const keyed = /^metadata\.(labels|annotations)\['[^']+'\]$/.test(fieldPath);
    return keyed || POD_FIELDS.includes(fieldPath) ? [] : [notSupported('fieldPath', fieldPath, POD_FIELDS)];
  },
);

const secretKeyRef = struct<SecretKeySelector>(
  `${CORE}.SecretKeySelector`,
  {
    name: optional(1, string(), 'Name of the secret.'),
    key: required(2, string(), 'Key within the secret.'),
    optional: zeroMatters(optional(3, bool(), 'Whether the secret may be absent.')),
  },
  { atomic: true },
);

const envVarSource = checked(
  struct<EnvVarSource>(`${CORE}.EnvVarSource`, {
    fieldRef: optional(1, fieldRef, 'A field of the pod.'),
    resourceFieldRef: unsupported(2),
    configMapKeyRef: unsupported(3),
    secretKeyRef: optional(4, secretKeyRef, 'A key of a secret.'),
    fileKeyRef: unsupported(5),
  }),
  (source) => {
    if (source.fieldRef !== undefined && source.secretKeyRef !== undefined) {
      return [invalid('', '', 'may not have more than one field specified at a time')];
    }
    const none = source.fieldRef === undefined && source.secretKeyRef === undefined;
    return none ? [invalid('', '', 'must specify one of: `fieldRef` or `secretKeyRef`')] : [];
  },
);

const envVar = checked(
  struct<EnvVar>(`${CORE}.EnvVar`, {
    name: required(1, string(), 'Name of the variable.'),
    value: optional(2, string(), 'Its value; $(NAME) means an earlier variable.'),
    valueFrom: optional(3, envVarSource, 'Where its value comes from.'),
  }),
  ({ name, value, valueFrom }) => [
    ...formatErrors('name', name, environmentName),
    ...(value && valueFrom ? [invalid('valueFrom', '', 'may not be specified when `value` is not empty')] : []),
  ],
);

const quantities = mapOf(checked(quantity, quantityErrors));

export const resourceRequirements = completed(
  struct<ResourceRequirements>(`${CORE}.ResourceRequirements`, {
    limits: optional(1, quantities, 'Kept; the lab limits nothing.'),
    requests: optional(2, quantities, 'Kept; the lab reserves nothing.'),
    claims: unsupported(3),
  }),
  (resources) => {
    const { limits, requests } = resources;
    return limits === undefined ? resources : { ...resources, requests: { ...limits, ...requests } };
  },
);

export const container = completed(
  checked(
    struct<Container>(`${CORE}.Container`, {
      name: required(1, string(), 'Name, unique within the pod.'),
      image: required(2, string(), 'Name of the image. The lab knows which program each of its images is.'),
      command: unsupported(3),
      args: optional(4, list(string()), "Arguments for the image's program."),
      workingDir: unsupported(5),
      ports: optional(
        6,
        list(containerPort, {
          type: 'map',
          keys: ['containerPort', 'protocol'],
          keyDefaults: { protocol: 'TCP' },
          merge: 'containerPort',
        }),
        'Ports that the container listens on.',
      ),
      envFrom: unsupported(19),
      env: optional(7, list(envVar, { type: 'map', keys: ['name'], merge: 'name' }), 'Environment variables.'),
      resources: defaulted(8, resourceRequirements, {}, 'Kept; the lab neither reserves nor limits.'),
      resizePolicy: unsupported(23),
      restartPolicy: unsupported(24),
      restartPolicyRules: unsupported(25),
      volumeMounts: unsupported(9),
      volumeDevices: unsupported(21),
      livenessProbe: optional(10, probe, 'The container is restarted when it fails.'),
      readinessProbe: optional(11, probe, 'The pod gets no requests while it fails.'),
      startupProbe: optional(22, probe, 'The other probes wait until it has passed.'),
      lifecycle: optional(12, lifecycle, 'What is done when the container ends.'),
      terminationMessagePath: defaulted(13, string(), '/dev/termination-log', 'Kept; the lab has no such file.'),
      terminationMessagePolicy: defaulted(20, oneOf('File', 'FallbackToLogsOnError'), 'File', 'Kept.'),
      imagePullPolicy: optional(14, oneOf('Always', 'IfNotPresent', 'Never'), 'Kept; the lab pulls nothing.'),
      securityContext: optional(15, securityContext, 'Kept; see its fields.'),
      stdin: unsupported(16),
      stdinOnce: unsupported(17),
      tty: unsupported(18),
    }),
    containerErrors,
  ),
  (value) => ({ ...value, imagePullPolicy: value.imagePullPolicy ?? defaultPullPolicy(value.image) }),
);

function containerErrors({ name, image, ports = [] }: Container): FieldError[] {
  const spaced = image !== undefined && image !== image.trim();
  const names = ports.map((port) => port.name).filter((portLabel) => portLabel !== undefined && portLabel !== '');
  return [
    ...formatErrors('name', name, dnsLabel),
    ...(spaced ? [invalid('image', image, 'must not have leading or trailing whitespace')] : []),
    ...names.filter((label, index) => names.indexOf(label) < index).map((label) => duplicate('ports', label)),
  ];
}

/** A tag that moves is asked for each time: no tag means `latest`. */
function defaultPullPolicy(image: string | undefined): 'Always' | 'IfNotPresent' {
  const [reference = '', digest] = (image ?? '').split('@');
  const tag = reference.slice(reference.lastIndexOf('/') + 1).split(':')[1];
  return digest === undefined && (tag === undefined || tag === 'latest') ? 'Always' : 'IfNotPresent';
}

function quantityErrors(text: string): FieldError[] {
  return text.startsWith('-') ? [invalid('', text, 'must be greater than or equal to 0')] : [];
}
