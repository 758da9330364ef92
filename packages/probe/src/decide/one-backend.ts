import { readAddress } from '../experiments/address.ts';
import { newClients, proveFresh } from '../experiments/fresh.ts';
import { sameForAll } from '../experiments/variants.ts';
import { count } from '../words.ts';
import { largestShare } from './leak.ts';
import { askMore, type Judge, met, type Told } from './question.ts';

/** One backend answered everything. */
export const oneBackend: Judge = (seen, question) => {
  const { log10Odds, readyBackends, sources } = question;
  if (met(seen) > 1) return undefined;
  const fresh = proveFresh(seen);
  const answers = newClients(seen);
  const seenOne = `${count(answers, 'request')} on new connections without cookies met one pod`;
  const addresses = readAddress(seen).holders.filter(({ home }) => home !== undefined).length;
  const from = addresses > 1 ? `, also from ${addresses} addresses` : '';
  const unknown = { kind: 'inconclusive', log10Odds: 0, certain: false } satisfies Partial<Told>;
  if (fresh.log10Odds < log10Odds) {
    return {
      ...unknown,
      headline: 'Inconclusive: too few answers to tell one pod from several.',
      because: `${seenOne}.`,
      settle: askMore(question, 'Allow more requests.'),
    };
  }
  const anyAddress = sameForAll(readAddress(seen)) >= log10Odds;
  if (readyBackends !== undefined && readyBackends > 1) {
    return {
      ...unknown,
      headline: `Inconclusive: ${readyBackends} pods are ready, and always the same one answers.`,
      because: anyAddress
        ? `${seenOne}${from}: the route may send everything to one pod, or next to nothing to the others.`
        : `${seenOne}${from}. The route may keep clients by their address, or send everything to one pod.`,
      settle: anyAddress
        ? "Look at the router's weights and health checks, or allow more requests and higher odds."
        : settleAddress(sources.length),
    };
  }
  if (readyBackends !== 1 && !anyAddress) {
    return {
      ...unknown,
      headline: 'Inconclusive: one pod answers everything from here.',
      because: `${seenOne}${from}. It may be the only one, or the route keeps clients by their address.`,
      settle: `Say how many pods are ready. Or: ${settleAddress(sources.length)}`,
    };
  }
  return {
    kind: 'one-backend',
    log10Odds: fresh.log10Odds,
    leak: largestShare(0, answers),
    certain: false,
    headline: 'One pod only: there is nothing to be sticky between.',
    because: `${seenOne}${from}.`,
  };
};

function settleAddress(sources: number): string {
  return sources < 2
    ? 'Everything here comes from one client address: probe from another address.'
    : 'Probe from more client addresses.';
}
