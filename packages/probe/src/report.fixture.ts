import type { Report } from './report.ts';
import type { Sample } from './sample.ts';

const uuids = ['5f0c4a12-aaaa', '9b71d3e0-bbbb'] as const;

export const labels = { [uuids[0]]: 'rdn6q', [uuids[1]]: '6gjmv' };

function sample(at: number, experiment: string, session: number, pod: 0 | 1, rest: Partial<Sample> = {}): Sample {
  return {
    at,
    experiment,
    session,
    connection: at + 1,
    backend: uuids[pod],
    status: 200,
    cookiesSet: [],
    took: 1,
    ...rest,
  };
}

const cookie = { name: 'key', maxAgeSeconds: 60, secure: false, httpOnly: true };

/** A small report with something of everything in it. */
export const report: Report = {
  schema: 'sticky.report/v1',
  url: 'http://sticky.info/',
  startedAt: '2026-11-22T11:58:00.000Z',
  took: 212,
  requests: 7,
  seed: 1,
  identity: { by: '/uuid', discovered: true, why: 'a uuid, one for each of two backends' },
  verdict: {
    kind: 'sticky-by-cookie',
    cookie: 'key',
    log10Odds: 6,
    leak: 0.127,
    certain: false,
    headline: 'Sticky by cookie "key".',
    because: '2 sessions, 2 requests on new connections: every session stayed on its pod, over 2 pods.',
    advice: [
      'It ends 60 s after the first answer, also in the middle of a visit.',
      'No SameSite; no Secure (the route is http).',
    ],
  },
  evidence: [
    {
      experiment: 'fresh',
      title: 'new connections',
      stayed: false,
      finding: 'spread 1 : 1 without cookies',
      requests: 2,
      failures: 0,
      backends: { [uuids[0]]: 1, [uuids[1]]: 1 },
      log10Odds: 0,
    },
    {
      experiment: 'cookie',
      title: '2 sessions',
      stayed: true,
      finding: '2 of 2 sessions stayed, 1 : 1',
      requests: 5,
      failures: 1,
      backends: { [uuids[0]]: 2, [uuids[1]]: 2 },
      log10Odds: 6,
    },
  ],
  cookies: [cookie],
  hygiene: {
    cookies: [
      {
        name: 'key',
        holds: true,
        lifetime: { ends: 'fixed', seconds: 60 },
        returned: { visit: true, link: true, frame: false },
        setBy: { who: 'router', because: 'Its value changes with the backend and with nothing else.' },
        value: { names: 'backend', reads: 'opaque' },
      },
    ],
    findings: [
      {
        id: 'ends-in-visit',
        severity: 'warning',
        cookie: 'key',
        text: 'It ends 60 s after the first answer, also in the middle of a visit.',
      },
      { id: 'no-samesite', severity: 'note', cookie: 'key', text: 'It has no SameSite: browsers take Lax.' },
    ],
  },
  sessionsPerBackend: { [uuids[0]]: 1, [uuids[1]]: 1 },
  samples: [
    sample(0, 'fresh', 0, 0),
    sample(1, 'fresh', 1, 1),
    sample(2, 'cookie', 2, 0, { cookiesSet: [cookie] }),
    sample(3, 'cookie', 3, 1, { cookiesSet: [cookie] }),
    sample(4, 'cookie', 2, 0),
    sample(5, 'cookie', 3, 1),
    {
      at: 6,
      experiment: 'cookie',
      session: 3,
      connection: 7,
      cookiesSet: [],
      took: 1,
      status: 503,
      failure: 'bad-status',
    },
  ],
  events: [],
};
