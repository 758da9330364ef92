import type { AppView, RouteAffinity } from '@sticky/cluster';
import type { Strength } from '@sticky/manifests';
import type { Verdict } from '@sticky/probe';
import { l10n } from 'vscode';

/** How long ago, as precise as anyone wants to know: `just now`, `3 min ago`, `2 h ago`. Milliseconds since 1970. */
export function ago(then: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - then) / 60_000);
  if (minutes < 1) return l10n.t('just now');
  if (minutes < 60) return l10n.t('{0} min ago', minutes);
  return l10n.t('{0} h ago', Math.floor(minutes / 60));
}

/** ingress-nginx's own words, which its annotations carry. */
const mode: Readonly<Record<Strength, string>> = { hashed: 'balanced', pinned: 'persistent' };

/** An affinity in a few words: `cookie key, 60 s, balanced`. */
export function affinityText(affinity: RouteAffinity): string {
  switch (affinity.kind) {
    case 'none':
      return l10n.t('not sticky');
    case 'unknown':
      return l10n.t('affinity unknown');
    case 'cookie': {
      const age = affinity.maxAgeSeconds === undefined ? l10n.t('browser session') : `${affinity.maxAgeSeconds} s`;
      return l10n.t('cookie {0}, {1}, {2}', affinity.name, age, mode[affinity.strength]);
    }
    case 'client-address':
      return affinity.timeoutSeconds === undefined
        ? l10n.t('client address')
        : l10n.t('client address, {0} s', affinity.timeoutSeconds);
    case 'header':
      return l10n.t('header {0}', affinity.name);
  }
}

/** The affinity that counts for an App: that of its first sticky route, else its Service's; unknown if that of a route is. */
export function appAffinity(app: AppView): RouteAffinity {
  const affinities = [...app.routes, ...(app.service === undefined ? [] : [app.service])].map((each) => each.affinity);
  return affinities.find(isSticky) ?? affinities.find(({ kind }) => kind === 'unknown') ?? { kind: 'none' };
}

/** Whether it is set up to keep a client, as far as one knows. */
export const isSticky = ({ kind }: RouteAffinity): boolean => kind !== 'none' && kind !== 'unknown';

/** The address that carries the affinity that counts. */
export function stickyUrl(app: AppView): string | undefined {
  return (app.routes.find((route) => isSticky(route.affinity)) ?? app.service)?.url;
}

/** Whether an App is sticky, as set up: `sticky by cookie key`. */
export function stickinessText(app: AppView): string {
  const affinity = appAffinity(app);
  switch (affinity.kind) {
    case 'none':
      return app.service === undefined ? l10n.t('not exposed') : l10n.t('not sticky');
    case 'unknown':
      return l10n.t('affinity unknown');
    case 'cookie':
      return l10n.t('sticky by cookie {0}', affinity.name);
    case 'client-address':
      return l10n.t('sticky by client address');
    case 'header':
      return l10n.t('sticky by header {0}', affinity.name);
  }
}

/** What a probe showed, in a few words. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'sticky-by-cookie':
      return l10n.t('sticky by cookie {0}', verdict.cookie ?? '');
    case 'sticky-by-connection':
      return l10n.t('sticky by connection only');
    case 'sticky-by-address':
      return l10n.t('sticky by client address');
    case 'sticky-by-url':
      return l10n.t('sticky by URL only');
    case 'sticky-by-header':
      return l10n.t('sticky by header {0}', verdict.header ?? '');
    case 'partly-sticky':
      return l10n.t('only partly sticky');
    case 'cookie-not-honoured':
      return l10n.t('cookie {0} not honoured', verdict.cookie ?? '');
    case 'cookie-not-returned':
      return l10n.t('cookie {0} not returned by browsers', verdict.cookie ?? '');
    case 'not-sticky':
      return l10n.t('not sticky');
    case 'one-backend':
      return l10n.t('one pod only');
    case 'inconclusive':
      return l10n.t('inconclusive');
  }
}

/** Whether a probe showed what the settings promise. */
export function proves(verdict: Verdict, affinity: RouteAffinity): boolean {
  switch (affinity.kind) {
    case 'cookie':
      return verdict.kind === 'sticky-by-cookie' && verdict.cookie === affinity.name;
    case 'header':
      return verdict.kind === 'sticky-by-header' && verdict.header === affinity.name.toLowerCase();
    case 'client-address':
      return verdict.kind === 'sticky-by-address';
    case 'none':
    case 'unknown':
      return false;
  }
}

/** A pod's own part of its name: `rdn6q` of `sticky-d-6b8f7c-rdn6q`. */
export function shortPodName(pod: string, app: string): string {
  return pod.startsWith(`${app}-`) ? pod.slice(pod.lastIndexOf('-') + 1) : pod;
}

/** Enough of a backend's identity to tell pods apart: the first group of a uuid. */
export const shortIdentity = (identity: string): string => identity.split('-', 1)[0]?.slice(0, 12) ?? identity;
