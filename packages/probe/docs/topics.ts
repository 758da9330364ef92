/** A chapter of the API's documentation. */
export interface Topic {
  readonly title: string;
  readonly about: string;
  readonly names: readonly string[];
}

/** Every export of the door, by what one does with it. */
export const topics: readonly Topic[] = [
  {
    title: 'Probe',
    about: 'Send as few requests as it takes, and get a verdict with its odds.',
    names: ['probe', 'ProbeOptions', 'ProbeProgress', 'ExperimentName'],
  },
  {
    title: 'Target',
    about: 'What is asked, where to connect for it, and as whom.',
    names: ['Target', 'Field', 'Credentials', 'ClientCertificate', 'proxyFor', 'Environment'],
  },
  {
    title: 'Report',
    about: 'All that a probe found. Cookie values, credentials and bodies never enter it.',
    names: [
      'Report',
      'ReportIdentity',
      'Verdict',
      'VerdictKind',
      'Evidence',
      'Sample',
      'CookieSet',
      'ReportEvent',
      'Hygiene',
      'CookieHygiene',
      'CookieLifetime',
      'CookieReturn',
      'ScopeRule',
      'CookieOrigin',
      'CookieValue',
      'HygieneFinding',
      'HygieneFindingId',
      'parseReport',
    ],
  },
  {
    title: 'Show',
    about: 'A report for people, for a pull request and for a CI server.',
    names: [
      'renderText',
      'TextOptions',
      'renderHtml',
      'HtmlOptions',
      'renderMarkdown',
      'renderJUnit',
      'nameBackends',
      'BackendNames',
      'formatOdds',
    ],
  },
  {
    title: 'Expect',
    about: 'What routes must be, and whether they are: gates for CI.',
    names: [
      'parseExpectations',
      'Expectation',
      'ExpectedRoute',
      'SameSite',
      'VerdictWord',
      'verdictWords',
      'judge',
      'Judgement',
      'Check',
      'RouteOutcome',
      'ProbedRoute',
      'UnprobedRoute',
      'asExpected',
    ],
  },
  {
    title: 'Keep asking',
    about: 'Clients without a verdict: one to look at, or some to ask with while something else happens.',
    names: ['watch', 'WatchOptions', 'WatchAnswer', 'openClients', 'ClientsOptions', 'Clients'],
  },
  {
    title: 'Load',
    about: 'Thousands of clients at once, each with its cookies and its backend.',
    names: [
      'generateLoad',
      'LoadOptions',
      'LoadProgress',
      'LoadReport',
      'SessionsLoad',
      'CookiesLoad',
      'BackendLoad',
      'ConnectionsLoad',
      'Latency',
    ],
  },
  {
    title: 'Errors',
    about: 'Everything here throws or rejects with this one class, or with the reason of the signal that ended it.',
    names: ['ProbeError', 'ProbeErrorCode'],
  },
];
