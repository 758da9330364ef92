import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** How often the names in use are asked for again. ingress-nginx goes by the age of the answers, which a system hides. */
const REFRESH_MS = 10_000;

/** Resolves to all addresses of a name, none where it has none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** The addresses of the names in `spec.externalName`, as this machine resolves them. */
export class ExternalNames {
  readonly #onChange: () => void;
  readonly #resolve: Resolve;
  readonly #known = new Map<string, readonly string[]>();
  readonly #timer: NodeJS.Timeout;

  /** @param onChange called when the addresses of a name are others than before */
  constructor(onChange: () => void, resolve: Resolve = resolveBySystem) {
    this.#onChange = onChange;
    this.#resolve = resolve;
    this.#timer = setInterval(() => {
      for (const name of this.#known.keys()) void this.#ask(name);
    }, REFRESH_MS).unref();
  }

  /**
   * Those known by now; a name that is new is asked for. There are none for an address instead of a name, and none for
   * the machine's own: ingress-nginx leaves them out, too.
   */
  addressesOf(name: string): readonly string[] {
    if (name === 'localhost' || isIP(name) !== 0) return [];
    const known = this.#known.get(name);
    if (known === undefined) {
      this.#known.set(name, []);
      void this.#ask(name);
    }
    return known ?? [];
  }

  /** Asks no longer for other names than these. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const name of this.#known.keys()) if (!names.has(name)) this.#known.delete(name);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#known.clear();
  }

  async #ask(name: string): Promise<void> {
    const addresses = await this.#resolve(name);
    const before = this.#known.get(name);
    if (before === undefined || addresses.join() === before.join()) return;
    this.#known.set(name, addresses);
    this.#onChange();
  }
}

/** IPv4 where there is any, as ingress-nginx asks for it first. */
async function resolveBySystem(name: string): Promise<readonly string[]> {
  try {
    const all = await lookup(name, { all: true });
    const family = all.some((address) => address.family === 4) ? 4 : 6;
    return all.filter((address) => address.family === family).map(({ address }) => address);
  } catch {
    // Not found, or no resolver to ask: to routing both mean that nobody is there.
    return [];
  }
}
