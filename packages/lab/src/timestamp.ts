/** The current time as Kubernetes' `Time` is written: RFC 3339, whole seconds, UTC. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The current time as Kubernetes' `MicroTime` is written. */
export function nowMicro(): string {
  return new Date().toISOString().replace('Z', '000Z');
}
