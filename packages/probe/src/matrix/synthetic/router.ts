import type { Random } from '../../random.ts';
import type { Holding, Plan } from './grammar.ts';
import { openSelector } from './select.ts';

/** What a synthetic router sees of a request. */
export interface Asked {
  readonly cookies: ReadonlyMap<string, string>;
  readonly connection: number;
  readonly address: string;
  readonly path: string;
  readonly fields: ReadonlyMap<string, string>;
}

/** Who answers, and what the answer sets; undefined: the request fails. */
export type Answered =
  | {
      readonly backend: number;
      readonly set: readonly string[];
      readonly fields?: Readonly<Record<string, string>> | undefined;
    }
  | undefined;

/** A router as its plan says. It may look at all that came before, and at nothing in a request but what it holds by. */
export function openRouter(plan: Plan, random: Random): (asked: Asked) => Answered {
  const { holding, death } = plan;
  const selector = openSelector(plan.selection, plan.backends, random);
  /** What is known of a connection, an address, a path or a user: the backend it is on. */
  const table = new Map<string, number>();
  const zones = plan.backends > 3 ? Math.floor(plan.backends / 2) : 0;
  let requests = 0;
  let others = 0;
  let values = 0;

  const dead = (backend: number) => death !== undefined && requests >= death.before && backend === 0;
  const pick = () => selector.pick((backend) => !dead(backend));

  /** Not by the selection: in turns over two, each new client would take two turns and meet the same one. */
  function anyLiving(): number {
    const picked = Math.floor(random() * plan.backends);
    return dead(picked) ? pick() : picked;
  }

  function held(asked: Asked): number | undefined {
    const home = holding.by === 'cookie' ? homeIn(holding, asked) : table.get(keyOf(holding, asked) ?? '');
    if (home === undefined || (dead(home) && !death?.fails)) return undefined;
    return home;
  }

  function inZone(home: number): number {
    const [first, count] = home < zones ? [0, zones] : [zones, plan.backends - zones];
    const living = Array.from({ length: count }, (_, index) => first + index).filter((backend) => !dead(backend));
    return living[Math.floor(random() * living.length)] ?? home;
  }

  function setsFor(asked: Asked, backend: number, home: number | undefined, leaked: boolean): readonly string[] {
    if (holding.by !== 'cookie') return [];
    if (home !== undefined && !leaked && holding.renewed === 'never') return [];
    const count = home === undefined || leaked ? 1 : usesOf(holding, asked) + 1;
    const kept = leaked && !plan.leakMoves && home !== undefined ? home : backend;
    const leads = home === undefined && holding.first === 'elsewhere' ? anyLiving() : kept;
    const unique = holding.renewed === 'new' ? `.${values++}` : '';
    return holding.names.map((name) => `${name}=${leads}.${count}${unique}${holding.attributes}`);
  }

  return (asked) => {
    requests++;
    for (others += plan.traffic * 2 * random(); others >= 1; others--) selector.answered('other', pick());
    if (random() < plan.failures) return undefined;
    const home = held(asked);
    const leaked = home !== undefined && random() < plan.leak;
    const kept = home === undefined || leaked ? pick() : home;
    const backend =
      home !== undefined && !leaked && holding.by === 'cookie' && holding.leads === 'zone' ? inZone(kept) : kept;
    if (dead(backend)) return undefined;
    const key = keyOf(holding, asked);
    if (key !== undefined && (home === undefined || (leaked && plan.leakMoves))) table.set(key, backend);
    selector.answered(`${asked.connection}`, backend);
    const own = plan.app.filter(({ name, counts }) => counts || !asked.cookies.has(name));
    return {
      backend,
      set: [...setsFor(asked, backend, home, leaked), ...own.map(({ name }) => `${name}=${values++}; Path=/`)],
    };
  };
}

function keyOf({ by }: Holding, asked: Asked): string | undefined {
  switch (by) {
    case 'connection':
      return `${asked.connection}`;
    case 'address':
      return asked.address;
    case 'url':
      return asked.path;
    case 'header':
      return asked.fields.get('x-user');
    default:
      return undefined;
  }
}

type CookieHolding = Extract<Holding, { by: 'cookie' }>;

/** Where the cookies lead; undefined when they do not suffice, or have lasted long enough. */
function homeIn(holding: CookieHolding, asked: Asked): number | undefined {
  const values = holding.names.map((name) => asked.cookies.get(name));
  const enough = holding.take === 'all' ? values.every((value) => value !== undefined) : true;
  const [value] = values.filter((one) => one !== undefined);
  if (!enough || value === undefined) return undefined;
  if (holding.lasts !== undefined && usesOf(holding, asked) >= holding.lasts) return undefined;
  return Number.parseInt(value, 10);
}

/** For how many requests the cookie has led already. */
function usesOf(holding: CookieHolding, { cookies }: Asked): number {
  const value = holding.names.map((name) => cookies.get(name)).find((one) => one !== undefined);
  return Number(value?.split('.')[1] ?? 0);
}
