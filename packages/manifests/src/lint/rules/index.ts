import type { LintRule } from '../rule.ts';
import { affinityConfigWithoutClientIp } from './affinity-config-without-client-ip.ts';
import { affinityModeWithoutAffinity } from './affinity-mode-without-affinity.ts';
import { apisixClusterIp } from './apisix-cluster-ip.ts';
import { apisixHashWithoutKey } from './apisix-hash-without-key.ts';
import { applicationCookieIncomplete } from './application-cookie-incomplete.ts';
import { applicationCookieName } from './application-cookie-name.ts';
import { autoscaledHash } from './autoscaled-hash.ts';
import { bypassedClientIp } from './bypassed-client-ip.ts';
import { canaryWithOwnAffinity } from './canary-with-own-affinity.ts';
import { clientIpBehindClusterPolicy } from './client-ip-behind-cluster-policy.ts';
import { clientIpTimeout } from './client-ip-timeout.ts';
import { comingSessionPersistence } from './coming-session-persistence.ts';
import { cookieConfigOnHeader } from './cookie-config-on-header.ts';
import { cookieDomainMismatch } from './cookie-domain-mismatch.ts';
import { cookiePathNotSent } from './cookie-path-not-sent.ts';
import { cookiePrefixUnmet } from './cookie-prefix-unmet.ts';
import { cookieSettingsWithoutAffinity } from './cookie-settings-without-affinity.ts';
import { defaultBackendWithoutAffinity } from './default-backend-without-affinity.ts';
import { disagreeingIngresses } from './disagreeing-ingresses.ts';
import { droppedAnnotationValue } from './dropped-annotation-value.ts';
import { emissaryWithoutEndpoints } from './emissary-without-endpoints.ts';
import { experimentalSessionPersistence } from './experimental-session-persistence.ts';
import { expiresDisagrees } from './expires-disagrees.ts';
import { f5CookieForOtherService } from './f5-cookie-for-other-service.ts';
import { f5CookieOfPlus } from './f5-cookie-of-plus.ts';
import { f5MalformedCookieEntry } from './f5-malformed-cookie-entry.ts';
import { foreignAnnotations } from './foreign-annotations.ts';
import { gatewayDuration } from './gateway-duration.ts';
import { gkeCookieTtl } from './gke-cookie-ttl.ts';
import { haproxyBackendBesideAnnotations } from './haproxy-backend-beside-annotations.ts';
import { haproxyCookieOnIngress } from './haproxy-cookie-on-ingress.ts';
import { haproxyIngressCookieKeywords } from './haproxy-ingress-cookie-keywords.ts';
import { haproxyIngressCookieWithoutName } from './haproxy-ingress-cookie-without-name.ts';
import { haproxyIngressSameSite } from './haproxy-ingress-same-site.ts';
import { hashBesideCookie } from './hash-beside-cookie.ts';
import { hashCookieWithoutTtl } from './hash-cookie-without-ttl.ts';
import { hashOfUnsetCookie } from './hash-of-unset-cookie.ts';
import { headlessClientIp } from './headless-client-ip.ts';
import { ignoredCookieAnnotation } from './ignored-cookie-annotation.ts';
import { ignoredSessionPersistence } from './ignored-session-persistence.ts';
import { invalidCookieName } from './invalid-cookie-name.ts';
import { invalidSetting } from './invalid-setting.ts';
import { kongHashWithoutKey } from './kong-hash-without-key.ts';
import { longSessionName } from './long-session-name.ts';
import { maxAgeBeyondBrowsers } from './max-age-beyond-browsers.ts';
import { maxAgeNotSeconds } from './max-age-not-seconds.ts';
import { maxAgeOver } from './max-age-over.ts';
import { missingPort } from './missing-port.ts';
import { missingService } from './missing-service.ts';
import { misspeltAnnotation } from './misspelt-annotation.ts';
import { nativeLbWithCookie } from './native-lb-with-cookie.ts';
import { noDrain } from './no-drain.ts';
import { noReadinessProbe } from './no-readiness-probe.ts';
import { oneReplica } from './one-replica.ts';
import { openshiftCookiesDisabled } from './openshift-cookies-disabled.ts';
import { patternAsCookiePath } from './pattern-as-cookie-path.ts';
import { permanentWithoutTimeout } from './permanent-without-timeout.ts';
import { persistentSessionWithHttpRoute } from './persistent-session-with-http-route.ts';
import { publishNotReadyAddresses } from './publish-not-ready-addresses.ts';
import { recreateStrategy } from './recreate-strategy.ts';
import { refusedSessionPersistence } from './refused-session-persistence.ts';
import { rejectedAnnotationValue } from './rejected-annotation-value.ts';
import { removedIdleTimeout } from './removed-idle-timeout.ts';
import { reservedCookieName } from './reserved-cookie-name.ts';
import { retiredApi } from './retired-api.ts';
import { retiredRouter } from './retired-router.ts';
import { routeAndPolicyAffinity } from './route-and-policy-affinity.ts';
import { sameCookieName } from './same-cookie-name.ts';
import { sameSiteNoneWithoutSecure } from './same-site-none-without-secure.ts';
import { secureSessionWithoutHttps } from './secure-session-without-https.ts';
import { selectorMatchesNothing } from './selector-matches-nothing.ts';
import { serviceAnnotationOnIngress } from './service-annotation-on-ingress.ts';
import { serviceUpstream } from './service-upstream.ts';
import { sessionOverWeights } from './session-over-weights.ts';
import { sessionTimeoutIgnored } from './session-timeout-ignored.ts';
import { severalServicesOnRoute } from './several-services-on-route.ts';
import { shortGracePeriod } from './short-grace-period.ts';
import { shortMaxAge } from './short-max-age.ts';
import { stickinessDuration } from './stickiness-duration.ts';
import { stickinessNotEnabled } from './stickiness-not-enabled.ts';
import { sticksToNode } from './sticks-to-node.ts';
import { traefikCookieOnIngress } from './traefik-cookie-on-ingress.ts';
import { traefikCookieWithoutHttpOnly } from './traefik-cookie-without-http-only.ts';
import { traefikCookieWithoutName } from './traefik-cookie-without-name.ts';
import { traefikTakesBalancedForPersistent } from './traefik-takes-balanced-for-persistent.ts';
import { twoClasses } from './two-classes.ts';
import { unknownAffinity } from './unknown-affinity.ts';
import { unknownAffinityMode } from './unknown-affinity-mode.ts';
import { unknownSameSite } from './unknown-same-site.ts';
import { unnamedSession } from './unnamed-session.ts';
import { useClusterIpWithCookie } from './use-cluster-ip-with-cookie.ts';
import { virtualserverCookieNotEnabled } from './virtualserver-cookie-not-enabled.ts';

/** Every rule, by the alphabet of its id. To add one is to add a file beside this one, its two examples, and a line here. */
export const lintRules: readonly LintRule[] = [
  affinityConfigWithoutClientIp,
  affinityModeWithoutAffinity,
  apisixClusterIp,
  apisixHashWithoutKey,
  applicationCookieIncomplete,
  applicationCookieName,
  autoscaledHash,
  bypassedClientIp,
  canaryWithOwnAffinity,
  clientIpBehindClusterPolicy,
  clientIpTimeout,
  comingSessionPersistence,
  cookieConfigOnHeader,
  cookieDomainMismatch,
  cookiePathNotSent,
  cookiePrefixUnmet,
  cookieSettingsWithoutAffinity,
  defaultBackendWithoutAffinity,
  disagreeingIngresses,
  droppedAnnotationValue,
  emissaryWithoutEndpoints,
  experimentalSessionPersistence,
  expiresDisagrees,
  f5CookieForOtherService,
  f5CookieOfPlus,
  f5MalformedCookieEntry,
  foreignAnnotations,
  gatewayDuration,
  gkeCookieTtl,
  haproxyBackendBesideAnnotations,
  haproxyCookieOnIngress,
  haproxyIngressCookieKeywords,
  haproxyIngressCookieWithoutName,
  haproxyIngressSameSite,
  hashBesideCookie,
  hashCookieWithoutTtl,
  hashOfUnsetCookie,
  headlessClientIp,
  ignoredCookieAnnotation,
  ignoredSessionPersistence,
  invalidCookieName,
  invalidSetting,
  kongHashWithoutKey,
  longSessionName,
  maxAgeBeyondBrowsers,
  maxAgeNotSeconds,
  maxAgeOver,
  missingPort,
  missingService,
  misspeltAnnotation,
  nativeLbWithCookie,
  noDrain,
  noReadinessProbe,
  oneReplica,
  openshiftCookiesDisabled,
  patternAsCookiePath,
  permanentWithoutTimeout,
  persistentSessionWithHttpRoute,
  publishNotReadyAddresses,
  recreateStrategy,
  refusedSessionPersistence,
  rejectedAnnotationValue,
  removedIdleTimeout,
  reservedCookieName,
  retiredApi,
  retiredRouter,
  routeAndPolicyAffinity,
  sameCookieName,
  sameSiteNoneWithoutSecure,
  secureSessionWithoutHttps,
  selectorMatchesNothing,
  serviceAnnotationOnIngress,
  serviceUpstream,
  sessionOverWeights,
  sessionTimeoutIgnored,
  severalServicesOnRoute,
  shortGracePeriod,
  shortMaxAge,
  stickinessDuration,
  stickinessNotEnabled,
  sticksToNode,
  traefikCookieOnIngress,
  traefikCookieWithoutHttpOnly,
  traefikCookieWithoutName,
  traefikTakesBalancedForPersistent,
  twoClasses,
  unknownAffinityMode,
  unknownAffinity,
  unknownSameSite,
  unnamedSession,
  useClusterIpWithCookie,
  virtualserverCookieNotEnabled,
];
