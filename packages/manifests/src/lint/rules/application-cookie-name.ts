import type { LintRule } from '../rule.ts';
import { saidAt } from '../view/said-at.ts';

/** Cookies by which frameworks know a session, in small letters, and whose they are. */
const SESSIONS: ReadonlyMap<string, string> = new Map([
  ['jsessionid', 'Java servlets'],
  ['session', 'Spring Session and Flask'],
  ['phpsessid', 'PHP'],
  ['asp.net_sessionid', 'ASP.NET'],
  ['.aspnetcore.session', 'ASP.NET Core'],
  ['.aspnetcore.cookies', 'ASP.NET Core'],
  ['connect.sid', "Node's express-session"],
  ['sessionid', 'Django'],
  ['csrftoken', 'Django'],
  ['laravel_session', 'Laravel'],
  ['xsrf-token', 'Laravel and Angular'],
  ['rack.session', 'Rack'],
  ['_session_id', 'Rails'],
  ['cfid', 'ColdFusion'],
  ['cftoken', 'ColdFusion'],
]);

/** Routers that always set a cookie of their own. Others can hash the application's, which is then meant. */
const SETS_ITS_OWN: ReadonlySet<string> = new Set([
  'ingress-nginx',
  'f5-nginx',
  'f5-nginx-virtualserver',
  'traefik',
  'traefik-ingressroute',
]);

export const applicationCookieName: LintRule = {
  id: 'application-cookie-name',
  severity: 'warning',
  title: "The application's own session cookie as the router's",
  why: "The router sets its cookie under that name: it takes the place of the application's session, or is taken for one.",
  documentation:
    'https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#session-id-name-fingerprinting',
  *check(scene) {
    for (const reading of scene.readings) {
      const { affinity, router } = reading;
      if (affinity.kind !== 'cookie' || !SETS_ITS_OWN.has(router)) continue;
      const owner = SESSIONS.get(affinity.name.toLowerCase());
      const said = owner === undefined ? undefined : saidAt(scene, reading, affinity.name);
      if (said === undefined) continue;
      yield {
        ...said,
        message: `${affinity.name} is the session cookie of ${owner}: give the router's a name of its own.`,
      };
    }
  },
};
