const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** A container's id, short or long. Digits alone are a number, letters alone may be a word. */
const containerId = /^(?=.*[a-f])(?=.*\d)(?:[0-9a-f]{12}|[0-9a-f]{64})$/i;
/** What ReplicaSets, DaemonSets and Jobs end names with: five of these letters, without vowels (apimachinery, util/rand). */
const podName = /^[a-z0-9][a-z0-9.-]{0,246}-[bcdfghjklmnpqrstvwxz2456789]{5}$/;

/** Made by a machine for one instance. */
export function looksGenerated(value: string): boolean {
  return uuid.test(value) || isOfOnePod(value);
}

/** A pod's name or a container's id: two pods never share one, as two processes share the name of their machine. */
export function isOfOnePod(value: string): boolean {
  return isPodName(value) || containerId.test(value);
}

export function isPodName(value: string): boolean {
  return podName.test(value);
}

/** Numbered or generated: letters and digits in one word, and no version. */
export function looksNumbered(value: string): boolean {
  return /[a-z]/i.test(value) && /\d/.test(value) && !/^v?\d+(?:\.\d+)+/i.test(value) && !/\s/.test(value);
}
