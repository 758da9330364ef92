import { ProbeError } from './errors.ts';
import type { Observation } from './planned.ts';
import { type ParsedTarget, shownTarget, shownUrl } from './target.ts';
import { failureHint } from './wire/failure-hints.ts';

/** So many failures before the first answer, and nothing is to be learnt from more of them. */
const failuresAtFirst = 4;
/** Later a route may fail now and then, as long as it answers more often than once in three. */
const failuresLater = 20;

/**
 * Ends a probe that gets no answers it could judge.
 *
 * @throws ProbeError `unreachable`, `no-identity` or `bad-status`, after what failed most
 */
export function giveUpOn(target: ParsedTarget, missing: string, seen: readonly Observation[]): void {
  const failed = seen.filter(({ sample }) => sample.failure !== undefined);
  const answers = seen.length - failed.length;
  const hopeless =
    answers === 0 ? failed.length >= failuresAtFirst : failed.length >= failuresLater && failed.length > 2 * answers;
  if (hopeless) throw failureOf(target, missing, failed);
}

/** The error that tells best why these requests failed. */
export function failureOf(target: ParsedTarget, missing: string, failed: readonly Observation[]): ProbeError {
  const { url } = target;
  const counts = new Map<string, number>();
  for (const { sample } of failed) counts.set(kindOf(sample), (counts.get(kindOf(sample)) ?? 0) + 1);
  const [kind] = [...counts].toSorted(([, one], [, other]) => other - one)[0] ?? [];
  const worst = failed.find(({ sample }) => kindOf(sample) === kind);
  const where = shownTarget(target);
  const { failure, status } = worst?.sample ?? {};
  switch (failure) {
    case 'redirect':
      return new ProbeError(
        'bad-status',
        `${where} redirects (${status})${shownLocation(url, worst?.location)}. Redirects are not followed with each request: probe that address, or have them followed first.`,
      );
    case 'bad-status':
      return new ProbeError('bad-status', `${where} answers ${status}. ${statusHint(status ?? 0, url)}`);
    case 'no-identity':
      return new ProbeError(
        'no-identity',
        `${where} answers, but no answer names who gave it: ${missing}. Name another identity, or leave it to be found (auto).`,
      );
    case 'body-too-large':
      return new ProbeError(
        'no-identity',
        `${where} answers with more than 1 MiB. Probe a path that answers with a short JSON body.`,
      );
    default:
      return networkFailure(target, failure);
  }
}

/** The error for a target from which no answer comes. */
export function networkFailure(target: ParsedTarget, failure = 'nothing was asked'): ProbeError {
  const hint = failureHint(failure, target.url);
  return new ProbeError('unreachable', `${shownTarget(target)} gives no answer: ${failure}. ${hint}`);
}

function kindOf({ failure, status }: { failure?: string; status?: number }): string {
  return `${failure} ${status}`;
}

function statusHint(status: number, url: URL): string {
  if (status === 404)
    return `No route for host ${url.host} and this path: compare them with the Ingress's host and path.`;
  if (status === 401 || status === 403) return 'It wants a login: give credentials, or probe a path that needs none.';
  if (status === 407) return "The proxy wants a login: put a user name and a password into the proxy's address.";
  if (status === 429) return 'It limits how much one client may ask: probe at a lower rate.';
  if (status === 502 || status === 503 || status === 504)
    return 'The router has no ready pod behind it: look at the pods and at the endpoints of the Service.';
  return 'Probe a path that answers 200.';
}

/** Where a redirect leads, less its query, which may be secret. */
function shownLocation(url: URL, location: string | undefined): string {
  const to = location === undefined ? null : URL.parse(location, url.href);
  return to === null ? '' : ` to ${shownUrl(to).slice(0, 200)}`;
}
