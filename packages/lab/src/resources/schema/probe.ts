import type {
  HTTPGetAction,
  HTTPHeader,
  Lifecycle,
  Probe,
  SleepAction,
  TCPSocketAction,
} from 'kubernetes-types/core/v1.js';
import { type FieldError, forbidden, required as missing } from './field-error.ts';
import { formatErrors, headerName, portName, portNumberErrors } from './formats.ts';
import {
  checked,
  defaulted,
  inlined,
  int32From,
  int64From,
  intOrString,
  list,
  oneOf,
  optional,
  required,
  string,
  struct,
  unsupported,
  zeroMatters,
} from './types.ts';

const CORE = 'io.k8s.api.core.v1';

const httpHeader = checked(
  struct<HTTPHeader>(`${CORE}.HTTPHeader`, {
    name: required(1, string(), 'Name of the header.'),
    value: required(2, string(), 'Value of the header.'),
  }),
  ({ name }) => formatErrors('name', name, headerName),
);

const port = checked(intOrString, portErrors);

const httpGet = struct<HTTPGetAction>(`${CORE}.HTTPGetAction`, {
  path: defaulted(1, string(), '/', 'Path to ask for.'),
  port: required(2, port, 'Number or name of the port.'),
  // The lab asks the pod itself, in plain HTTP.
  host: unsupported(3),
  scheme: defaulted(4, oneOf('HTTP'), 'HTTP', 'Always HTTP in the lab.'),
  httpHeaders: optional(5, list(httpHeader), 'Headers to send.'),
});

const tcpSocket = struct<TCPSocketAction>(`${CORE}.TCPSocketAction`, {
  port: required(1, port, 'Number or name of the port.'),
  host: unsupported(2),
});

const probeHandler = struct<Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>>(`${CORE}.ProbeHandler`, {
  exec: unsupported(1),
  httpGet: optional(2, httpGet, 'Passes when an HTTP GET is answered with 200 to 399.'),
  tcpSocket: optional(3, tcpSocket, 'Passes when a connection can be made.'),
  grpc: unsupported(4),
});

export const probe = checked(
  struct<Probe>(`${CORE}.Probe`, {
    handler: inlined(1, probeHandler),
    exec: unsupported(0),
    grpc: unsupported(0),
    httpGet: optional(0, httpGet, 'Passes when an HTTP GET is answered with 200 to 399.'),
    tcpSocket: optional(0, tcpSocket, 'Passes when a connection can be made.'),
    initialDelaySeconds: optional(2, int32From(0), 'Seconds from the start of the container to the first check.'),
    timeoutSeconds: defaulted(3, int32From(1), 1, 'Seconds after which a check has failed.'),
    periodSeconds: defaulted(4, int32From(1), 10, 'Seconds from one check to the next.'),
    successThreshold: defaulted(5, int32From(1), 1, 'Checks in a row that must pass after one that failed.'),
    failureThreshold: defaulted(6, int32From(1), 3, 'Checks in a row that must fail before it counts.'),
    terminationGracePeriodSeconds: zeroMatters(
      optional(7, int64From(1), 'Seconds that the container has to end when the probe fails.'),
    ),
  }),
  handlerErrors,
);

function handlerErrors({ httpGet: http, tcpSocket: tcp }: Probe): FieldError[] {
  if (http === undefined && tcp === undefined) return [missing('', 'must specify a handler type')];
  return http !== undefined && tcp !== undefined
    ? [forbidden('tcpSocket', 'may not specify more than 1 handler type')]
    : [];
}

const sleep = struct<SleepAction>(`${CORE}.SleepAction`, {
  seconds: required(1, int64From(0), 'Seconds to wait.'),
});

const preStop = checked(
  struct<NonNullable<Lifecycle['preStop']>>(`${CORE}.LifecycleHandler`, {
    exec: unsupported(1),
    httpGet: unsupported(2),
    tcpSocket: unsupported(3),
    sleep: optional(4, sleep, 'Wait before the container is asked to end.'),
  }),
  (handler) => (handler.sleep === undefined ? [missing('', 'must specify a handler type')] : []),
);

export const lifecycle = struct<Lifecycle>(`${CORE}.Lifecycle`, {
  postStart: unsupported(1),
  preStop: optional(2, preStop, 'What is done before the container is asked to end.'),
  stopSignal: unsupported(3),
});

function portErrors(value: number | string): FieldError[] {
  return typeof value === 'number' ? portNumberErrors('', value) : formatErrors('', value, portName);
}
