import type { Target } from '@sticky/probe';
import type { AppView } from './app-view.ts';
import { ClusterError } from './errors.ts';

/**
 * Where an App is reached from here: over its Service or over one of its routes (the first, or the one whose URL or
 * Ingress name is `route`).
 *
 * @throws ClusterError `no-address`
 */
export function reach(app: AppView, _via: 'service' | 'route', _route?: string): Target {
  throw new ClusterError('no-address', `not built yet: ${app.name}`);
}
