import type { Draw, Lot } from './betting.ts';

/**
 * Odds that a route does *not* hold its clients, wherever their cookies may lead.
 *
 * A cookie may lead to the backend that gave it or to any other, so each way in which the cookies of a few clients can lead to
 * backends is a guess of its own, and each has a stake bet against it. A route that is as a guess says sends a part of a
 * client's requests home, whichever client is drawn; for the others, and for new clients, it does not know the lot. Against
 * such a route that one stake does not grow on average, whatever it does with the rest. One of the guesses is what the route
 * does, if it holds its clients: so the smallest of all stakes passes N with a probability of at most 1/N.
 *
 * Each stake is bet as to grow fastest where nothing is held (Grünwald, de Heide and Koolen, "Safe testing", 2024).
 */
export interface AgainstHolding {
  /** Backends are told apart by side: with many, a side has several. */
  readonly sides: ReadonlyMap<string, number>;
  readonly forecast: Forecast;
  /** The clients, by session, whose cookies are guessed at. */
  readonly clients: readonly number[];
  readonly guesses: readonly Guess[];
  /** What guesses have in common that have as many requests of clients at home on each side. */
  readonly fits: ReadonlyMap<number, Fit>;
  /** `log10` of the smallest stake. */
  readonly log10Odds: number;
  /** The guess with the smallest stake has all cookies lead to the same side: who has none is compared with them. */
  readonly sameForAll: boolean;
}

/** Where the clients' cookies may lead. */
interface Guess {
  /** The part of a client's requests, or more, that goes home. */
  readonly part: number;
  /** The side of each client's home. */
  readonly homes: readonly number[];
  readonly log10Odds: number;
}

/** How a guess is bet against. */
interface Fit {
  /** The share of each side in what is not held, with which the guess would look most like what is expected. */
  readonly rest: readonly number[];
  /** What an answer from each side multiplies the stake by: to a client at home there, to one elsewhere, and to a new one. */
  readonly factors: readonly { readonly home: number; readonly elsewhere: number; readonly anybody: number }[];
}

/** The smallest part of its requests that a route sends to the backend that gave the cookie, of which it can be told that it does not. */
export const leastAtGiver = 0.3;
/** The same for a cookie that leads to any other. Smaller parts would take more requests than a probe has. */
const leastElsewhere = 0.5;

/** With more sides or clients there are more guesses than it takes to tell. */
const [mostSides, mostClients] = [4, 4];

/** Nothing is bet yet of the stake, given as a power of ten; what backends there are is known already. */
export function againstHolding(backends: readonly string[], stake = 0): AgainstHolding {
  const sides = new Map(backends.map((backend, index) => [backend, index % mostSides]));
  const count = Math.min(mostSides, backends.length);
  const guesses = [leastAtGiver, leastElsewhere].map((part) => ({ part, homes: [], log10Odds: stake }));
  return { sides, forecast: blank(count), clients: [], guesses, fits: new Map(), log10Odds: stake, sameForAll: false };
}

/** A backend answered, to the lot of this draw if there was one. */
export function answeredBy(told: AgainstHolding, backend: string, draw?: Draw): AgainstHolding {
  const last = told.forecast.shares.length - 1;
  // One that was not met before: which side it is on must not depend on when it is met.
  const side = told.sides.get(backend) ?? last;
  const forecast = learn(told.forecast, side);
  if (draw === undefined) return { ...told, forecast };
  const expected = expect(told.forecast);
  const { clients, guesses: open } = guessesOn(told, draw.lots);
  const crowd = crowdOf(clients, draw.lots);
  const chosen = draw.lots[draw.drawn]?.session;
  const client = chosen === undefined ? undefined : clients.indexOf(chosen);
  const fits = new Map<number, Fit>();
  const guesses = open.map((guess) => {
    const held = heldBy(guess, crowd, expected.length);
    const key = keyOf(guess, held);
    const fit = fits.get(key) ?? fitTo(guess.part, held, crowd.free, expected, told.fits.get(key)?.rest ?? expected);
    fits.set(key, fit);
    return bet(guess, fit, client, side);
  });
  const { log10Odds, homes } = guesses.reduce((least, guess) => (guess.log10Odds < least.log10Odds ? guess : least));
  const sameForAll = homes.length > 0 && homes.every((home) => home === homes[0]);
  return { ...told, forecast, clients, guesses, fits, log10Odds, sameForAll };
}

/** A client of whom it is expected that what it was given holds it. */
function isHeld({ session, home, trust }: Lot): boolean {
  return session !== undefined && home !== undefined && trust > 0.95;
}

/** All guesses on the clients of these lots. Of a client that is no longer among them the worst is assumed. */
function guessesOn(told: AgainstHolding, lots: readonly Lot[]): Pick<AgainstHolding, 'clients' | 'guesses'> {
  const { sides, forecast } = told;
  const held = lots.filter(isHeld).slice(0, mostClients);
  let { clients, guesses } = told;
  for (const gone of clients.filter((session) => !held.some((lot) => lot.session === session))) {
    guesses = forget(guesses, clients.indexOf(gone));
    clients = clients.filter((session) => session !== gone);
  }
  for (const { session, home = '' } of held) {
    if (session === undefined || clients.includes(session)) continue;
    const giver = sides.get(home) ?? forecast.shares.length - 1;
    clients = [...clients, session];
    guesses = guesses.flatMap((guess) => {
      const homes = guess.part === leastAtGiver ? [giver] : [...forecast.shares.keys()];
      return homes.map((side) => ({ ...guess, homes: [...guess.homes, side] }));
    });
  }
  return { clients, guesses };
}

/** The guesses without this client, wherever it was at home. */
function forget(guesses: readonly Guess[], client: number): readonly Guess[] {
  const left = new Map<string, Guess>();
  for (const guess of guesses) {
    const homes = guess.homes.toSpliced(client, 1);
    const key = [guess.part, ...homes].join(' ');
    const same = left.get(key);
    if (same === undefined || guess.log10Odds < same.log10Odds) left.set(key, { ...guess, homes });
  }
  return [...left.values()];
}

/** So often the shares of what is not held are made to fit better: they need not fit best for the bet to be fair. */
const fittings = 3;
/** No side is out of the question. */
const leastShare = 1e-4;

/** Who may ask next, of all but those on whom nothing is bet. */
interface Crowd {
  /** Each client's part of the requests of those that have a home. */
  readonly weights: readonly number[];
  /** How many are new. */
  readonly free: number;
}

function crowdOf(clients: readonly number[], lots: readonly Lot[]): Crowd {
  const chanceOf = (client: number | undefined) =>
    lots.reduce((sum, { session, chance }) => sum + (session === client ? chance : 0), 0);
  const chances = clients.map(chanceOf);
  const all = chances.reduce((sum, chance) => sum + chance, 0);
  const free = chanceOf(undefined);
  return { weights: chances.map((chance) => chance / (all || 1)), free: free / (free + all) };
}

/** How much of the requests of those that have a home is at home on each side. */
function heldBy({ homes }: Guess, { weights }: Crowd, sides: number): readonly number[] {
  const held = Array<number>(sides).fill(0);
  for (let client = 0; client < homes.length; client++) {
    const home = homes[client] ?? 0;
    held[home] = (held[home] ?? 0) + (weights[client] ?? 0);
  }
  return held;
}

/** The same for guesses that are bet against in the same way. What is on the last side follows from the others. */
function keyOf({ part }: Guess, held: readonly number[]): number {
  let key = part === leastAtGiver ? 1 : 2;
  for (let side = 0; side < held.length - 1; side++) key = key * 10_001 + Math.round(10_000 * (held[side] ?? 0));
  return key;
}

/** The bets on a crowd of whom at least this part is held, where `expected` says how likely each side is for anybody. */
function fitTo(
  part: number,
  held: readonly number[],
  free: number,
  expected: readonly number[],
  first: readonly number[],
): Fit {
  const here = held.map((portion) => portion * (1 - free));
  let rest = first;
  for (let time = 0; time < fittings; time++) {
    const fitted = rest.map((other, side) => {
      const loose = (1 - part) * other;
      const mine = here[side] ?? 0;
      return Math.max(leastShare, (expected[side] ?? 0) * (mine * (loose / (part + loose)) + 1 - mine));
    });
    const sum = fitted.reduce((total, one) => total + one, 0);
    rest = fitted.map((one) => one / sum);
  }
  const factors = rest.map((other, side) => {
    const share = expected[side] ?? 0;
    const loose = (1 - part) * other;
    return { home: share / (part + loose), elsewhere: share / loose, anybody: share / other };
  });
  // What they come to on average, at most, whichever side answers what is not held, and should more than that part be held.
  const averages = factors.map(({ anybody, elsewhere }, there) =>
    factors.reduce((sum, { home }, side) => {
      const away = part * home + (1 - part) * Math.max(home, elsewhere);
      return sum + (here[side] ?? 0) * (side === there ? home : away);
    }, free * anybody),
  );
  const average = Math.max(...averages);
  const fair = factors.map(({ home, elsewhere, anybody }) => ({
    home: home / average,
    elsewhere: elsewhere / average,
    anybody: anybody / average,
  }));
  return { rest, factors: fair };
}

/** The answer came from `side`, to one of the clients, or to a new one. */
function bet(guess: Guess, { factors }: Fit, client: number | undefined, side: number): Guess {
  const factor = factors[side];
  // Nothing is bet on a client that is not among them.
  if (client === -1 || factor === undefined) return guess;
  const home = client === undefined ? undefined : guess.homes[client];
  const won = home === undefined ? factor.anybody : home === side ? factor.home : factor.elsewhere;
  return { ...guess, log10Odds: guess.log10Odds + Math.log10(won) };
}

/** What the next answer is expected to be, whoever asks: by shares, or the same as so many answers before, for routers that take turns. */
interface Forecast {
  readonly shares: readonly number[];
  /** The last answers, the newest first. */
  readonly recent: readonly number[];
  /** How often an answer was the same as the last, the one before it, …, and how often not. */
  readonly repeats: readonly { readonly same: number; readonly other: number }[];
  /** How much each is believed; the shares first. */
  readonly trust: readonly number[];
}

/** The longest order of turns that is looked for: weights of up to 20 to 3, taken smoothly. */
const longestTurns = 24;
/** Most routers spread whoever nothing holds evenly, and at random: that much is expected of them at first. */
const [firstShares, firstTrust] = [10, 0.8];
/** A trust is never lost for good: a route may change its ways. */
const leastTrust = 1e-5;

function blank(sides: number): Forecast {
  const turns = Array.from({ length: longestTurns });
  return {
    shares: Array<number>(sides).fill(firstShares),
    recent: [],
    repeats: turns.map(() => ({ same: 0.5, other: 0.5 })),
    trust: [firstTrust, ...turns.map(() => (1 - firstTrust) / longestTurns)],
  };
}

function expect(forecast: Forecast): readonly number[] {
  return forecast.shares.map((_, side) => expectationsOf(forecast, side).reduce((sum, one) => sum + one, 0));
}

/** How likely each way of telling has an answer from this side, by how much it is believed. */
function expectationsOf({ shares, recent, repeats, trust }: Forecast, side: number): readonly number[] {
  const all = shares.reduce((total, count) => total + count, 0);
  const share = (shares[side] ?? 0) / all;
  const [byShares = 0, ...byTurns] = trust;
  const repeated = byTurns.map((believed, turn) => {
    const before = recent[turn];
    const { same, other } = repeats[turn] ?? { same: 0, other: 1 };
    if (before === undefined) return believed * share;
    if (before === side) return (believed * same) / (same + other);
    return ((believed * other) / (same + other)) * (share / (1 - (shares[before] ?? 0) / all));
  });
  return [byShares * share, ...repeated];
}

function learn(forecast: Forecast, side: number): Forecast {
  const { shares, recent, repeats } = forecast;
  const earned = expectationsOf(forecast, side);
  const all = earned.reduce((sum, one) => sum + one, 0);
  return {
    shares: shares.map((count, index) => (index === side ? count + 1 : count)),
    recent: [side, ...recent].slice(0, longestTurns),
    repeats: repeats.map(({ same, other }, turn) => {
      if (recent[turn] === undefined) return { same, other };
      return recent[turn] === side ? { same: same + 1, other } : { same, other: other + 1 };
    }),
    trust: earned.map((one) => (leastTrust + one / all) / (1 + earned.length * leastTrust)),
  };
}
