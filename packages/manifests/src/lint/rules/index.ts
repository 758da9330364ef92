import type { LintRule } from '../rule.ts';
import { affinityConfigWithoutClientIp } from './affinity-config-without-client-ip.ts';
import { affinityModeWithoutAffinity } from './affinity-mode-without-affinity.ts';
import { applicationCookieName } from './application-cookie-name.ts';
import { autoscaledHash } from './autoscaled-hash.ts';
import { bypassedClientIp } from './bypassed-client-ip.ts';
import { canaryWithOwnAffinity } from './canary-with-own-affinity.ts';
import { clientIpBehindClusterPolicy } from './client-ip-behind-cluster-policy.ts';
import { clientIpTimeout } from './client-ip-timeout.ts';
import { cookieDomainMismatch } from './cookie-domain-mismatch.ts';
import { cookiePathNotSent } from './cookie-path-not-sent.ts';
import { cookiePrefixUnmet } from './cookie-prefix-unmet.ts';
import { cookieSettingsWithoutAffinity } from './cookie-settings-without-affinity.ts';
import { defaultBackendWithoutAffinity } from './default-backend-without-affinity.ts';
import { disagreeingIngresses } from './disagreeing-ingresses.ts';
import { droppedAnnotationValue } from './dropped-annotation-value.ts';
import { expiresDisagrees } from './expires-disagrees.ts';
import { foreignAnnotations } from './foreign-annotations.ts';
import { hashBesideCookie } from './hash-beside-cookie.ts';
import { headlessClientIp } from './headless-client-ip.ts';
import { ignoredCookieAnnotation } from './ignored-cookie-annotation.ts';
import { invalidCookieName } from './invalid-cookie-name.ts';
import { maxAgeBeyondBrowsers } from './max-age-beyond-browsers.ts';
import { maxAgeNotSeconds } from './max-age-not-seconds.ts';
import { maxAgeOver } from './max-age-over.ts';
import { missingPort } from './missing-port.ts';
import { missingService } from './missing-service.ts';
import { misspeltAnnotation } from './misspelt-annotation.ts';
import { noDrain } from './no-drain.ts';
import { noReadinessProbe } from './no-readiness-probe.ts';
import { oneReplica } from './one-replica.ts';
import { patternAsCookiePath } from './pattern-as-cookie-path.ts';
import { publishNotReadyAddresses } from './publish-not-ready-addresses.ts';
import { recreateStrategy } from './recreate-strategy.ts';
import { rejectedAnnotationValue } from './rejected-annotation-value.ts';
import { retiredApi } from './retired-api.ts';
import { retiredRouter } from './retired-router.ts';
import { sameCookieName } from './same-cookie-name.ts';
import { sameSiteNoneWithoutSecure } from './same-site-none-without-secure.ts';
import { selectorMatchesNothing } from './selector-matches-nothing.ts';
import { serviceUpstream } from './service-upstream.ts';
import { shortGracePeriod } from './short-grace-period.ts';
import { shortMaxAge } from './short-max-age.ts';
import { twoClasses } from './two-classes.ts';
import { unknownAffinity } from './unknown-affinity.ts';
import { unknownAffinityMode } from './unknown-affinity-mode.ts';
import { unknownSameSite } from './unknown-same-site.ts';

/** Every rule, by the alphabet of its id. To add one is to add a file beside this one, its two examples, and a line here. */
export const lintRules: readonly LintRule[] = [
  affinityConfigWithoutClientIp,
  affinityModeWithoutAffinity,
  applicationCookieName,
  autoscaledHash,
  bypassedClientIp,
  canaryWithOwnAffinity,
  clientIpBehindClusterPolicy,
  clientIpTimeout,
  cookieDomainMismatch,
  cookiePathNotSent,
  cookiePrefixUnmet,
  cookieSettingsWithoutAffinity,
  defaultBackendWithoutAffinity,
  disagreeingIngresses,
  droppedAnnotationValue,
  expiresDisagrees,
  foreignAnnotations,
  hashBesideCookie,
  headlessClientIp,
  ignoredCookieAnnotation,
  invalidCookieName,
  maxAgeBeyondBrowsers,
  maxAgeNotSeconds,
  maxAgeOver,
  missingPort,
  missingService,
  misspeltAnnotation,
  noDrain,
  noReadinessProbe,
  oneReplica,
  patternAsCookiePath,
  publishNotReadyAddresses,
  recreateStrategy,
  rejectedAnnotationValue,
  retiredApi,
  retiredRouter,
  sameCookieName,
  sameSiteNoneWithoutSecure,
  selectorMatchesNothing,
  serviceUpstream,
  shortGracePeriod,
  shortMaxAge,
  twoClasses,
  unknownAffinityMode,
  unknownAffinity,
  unknownSameSite,
];
