export type {
  Affinity,
  ClientAddressAffinity,
  CookieAffinity,
  HeaderAffinity,
  NoAffinity,
  SameSite,
  Strength,
} from './affinity.ts';
export { parseAffinity } from './affinity.ts';
export type { AppSpec, RouteSpec, ServiceType } from './app-spec.ts';
export { parseAppSpec } from './app-spec.ts';
export type { Capabilities, Capability, CapabilityId, Carried } from './capabilities.ts';
export { CAPABILITY_TITLES, capabilitiesOf } from './capabilities.ts';
export {
  DEFAULT_AFFINITY,
  DEFAULT_APP,
  DEFAULT_HEALTH_PATH,
  DEFAULT_HOST,
  DEFAULT_IMAGE,
  DEFAULT_INGRESS_CLASS,
  DEFAULT_PATH,
  DEFAULT_PORT,
} from './defaults.ts';
export { parseDuration } from './duration.ts';
export type { Issue, ManifestErrorCode } from './errors.ts';
export { ManifestError } from './errors.ts';
export type { Field } from './field-error.ts';
export { fieldError } from './field-error.ts';
export type { Ignore, LintConfig } from './lint/config.ts';
export { parseLintConfig } from './lint/config.ts';
export { applyFixes } from './lint/fix.ts';
export { lint } from './lint/lint.ts';
export type { FindingsReport } from './lint/report/json.ts';
export { findingsJson } from './lint/report/json.ts';
export { renderFindingsSarif } from './lint/report/sarif.ts';
export type { Emphasis } from './lint/report/text.ts';
export { renderFindingsText } from './lint/report/text.ts';
export type { Finding, Fix, RuleDescription, Severity, Sources } from './lint/rule.ts';
export { ruleDescriptions as lintRules } from './lint/rule-descriptions.ts';
export { renderMigrationMarkdown } from './migrate/markdown.ts';
export { migrate } from './migrate/migrate.ts';
export type { MigrateOptions, Migration, MigrationRow, Outcome } from './migrate/migration.ts';
export type { DeploymentObject, IngressObject, KubernetesObject, ServiceObject } from './objects.ts';
export { readAffinity } from './read/affinity.ts';
export type { DocumentApp } from './read/apps.ts';
export { appsOf } from './read/apps.ts';
export type { ReadObjects, RoutedReading, Unserved } from './read/documents.ts';
export { readDocuments, readObjects } from './read/documents.ts';
export { bySameCluster } from './read/same-cluster.ts';
export type { RenderedApp } from './render/app.ts';
export { renderApp, renderCarriers } from './render/app.ts';
export { renderDeployment } from './render/deployment.ts';
export { renderIngress } from './render/ingress.ts';
export { renderService, withSettings } from './render/service.ts';
export type {
  Loss,
  Path,
  Reading,
  Rendered,
  Router,
  RouterId,
  RouterMarks,
  ServiceSettings,
  Unread,
} from './router.ts';
export { routers } from './routers/index.ts';
export type {
  IngressNginxCookie,
  IngressNginxReading,
  IngressNginxSettings,
} from './routers/ingress-nginx-annotations.ts';
export { INGRESS_NGINX_ANNOTATIONS, readIngressNginx } from './routers/ingress-nginx-annotations.ts';
export type { IngressNginxCanary } from './routers/ingress-nginx-canary.ts';
export { INGRESS_NGINX_CANARY_ANNOTATIONS } from './routers/ingress-nginx-canary.ts';
export type { AnnotationProblem, AnnotationValues } from './routers/ingress-nginx-values.ts';
export { annotationValues } from './routers/ingress-nginx-values.ts';
export type { PathMatch, Routing, Rule, Tls } from './routing.ts';
export { routingOf, servicesOf } from './routing.ts';
export type { ObjectIssue } from './validation/validate-object.ts';
export { validateObject } from './validation/validate-object.ts';
export { applyEdits } from './yaml/edit.ts';
export { locate } from './yaml/locate.ts';
export { parseDocuments } from './yaml/parse-documents.ts';
export { readSource } from './yaml/read-source.ts';
export type {
  DocumentEdit,
  Edit,
  Place,
  Source,
  SourceDocument,
  SourceProblem,
  SourceProblemCode,
} from './yaml/source.ts';
export type { YamlOptions } from './yaml/to-yaml.ts';
export { toYaml } from './yaml/to-yaml.ts';
