export type { Affinity, ClientAddressAffinity, CookieAffinity, HeaderAffinity, NoAffinity, SameSite, Strength } from './affinity.ts';
export type { AppSpec, RouteSpec, ServiceType } from './app-spec.ts';
export type { Issue, ManifestErrorCode } from './errors.ts';
export { ManifestError } from './errors.ts';
export type { DeploymentObject, IngressObject, KubernetesObject, ServiceObject } from './objects.ts';
export type { Loss, Rendered, Router, RouterId } from './router.ts';
