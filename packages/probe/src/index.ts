export type { Clients, ClientsOptions } from './clients.ts';
export { openClients } from './clients.ts';
export type { ProbeErrorCode } from './errors.ts';
export { ProbeError } from './errors.ts';
export type { Evidence } from './evidence.ts';
export type { Expectation, ExpectedRoute, SameSite } from './expect/expectation.ts';
export type { Check, Judgement } from './expect/judge.ts';
export { judge } from './expect/judge.ts';
export { parseExpectations } from './expect/parse-expectations.ts';
export type { ProbedRoute, RouteOutcome, UnprobedRoute } from './expect/route-outcome.ts';
export { asExpected } from './expect/route-outcome.ts';
export type { VerdictWord } from './expect/verdict-word.ts';
export { verdictWords } from './expect/verdict-word.ts';
export type {
  CookieHygiene,
  CookieLifetime,
  CookieOrigin,
  CookieReturn,
  CookieValue,
  Hygiene,
  HygieneFinding,
  HygieneFindingId,
} from './hygiene/hygiene.ts';
export { generateLoad } from './load/generate-load.ts';
export type { LoadOptions } from './load/load-options.ts';
export type {
  BackendLoad,
  ConnectionsLoad,
  CookiesLoad,
  Latency,
  LoadProgress,
  LoadReport,
  SessionsLoad,
} from './load/load-report.ts';
export type { ExperimentName } from './planned.ts';
export type { ProbeOptions, ProbeProgress } from './probe.ts';
export { probe } from './probe.ts';
export type { HtmlOptions } from './render/html.ts';
export { renderHtml } from './render/html.ts';
export { renderJUnit } from './render/junit.ts';
export { renderMarkdown } from './render/markdown.ts';
export type { BackendNames } from './render/names.ts';
export { nameBackends } from './render/names.ts';
export { formatOdds } from './render/odds.ts';
export type { TextOptions } from './render/text.ts';
export { renderText } from './render/text.ts';
export type { Report, ReportEvent, ReportIdentity } from './report.ts';
export type { CookieSet, Sample } from './sample.ts';
export { parseReport } from './schema/parse-report.ts';
export type { ScopeRule } from './scope/storage.ts';
export type { Credentials } from './target/credentials.ts';
export type { Environment } from './target/proxy-for.ts';
export { proxyFor } from './target/proxy-for.ts';
export type { ClientCertificate } from './target/trust.ts';
export type { Target } from './target.ts';
export type { Field } from './transport.ts';
export type { Verdict, VerdictKind } from './verdict.ts';
export type { WatchAnswer, WatchOptions } from './watch.ts';
export { watch } from './watch.ts';
