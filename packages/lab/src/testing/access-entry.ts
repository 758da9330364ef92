import type { AccessEntry } from '../access-log/access-entry.ts';

/** A request that its cookie led to its pod. */
export function accessEntry(changes: Partial<AccessEntry> = {}): AccessEntry {
  return {
    time: '2026-01-02T03:04:05.678Z',
    via: 'ingress',
    route: 'default/sticky-i',
    method: 'GET',
    host: 'sticky.info',
    path: '/',
    status: 200,
    session: { name: 'key', id: '1f2e3d4c', isNew: false },
    tries: [{ pod: 'sticky-d-5d4f8-rdn6q', reason: 'cookie' }],
    milliseconds: 1.25,
    ...changes,
  };
}
