export type { AppView, ClusterView, PodView, RouteView, ServiceView } from './app-view.ts';
export type { ClusterErrorCode, FieldConflict } from './errors.ts';
export { ClusterError } from './errors.ts';
export type { Change, ObjectRef, Plan } from './plan.ts';
