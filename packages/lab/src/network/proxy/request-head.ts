import type { Fields } from './read-fields.ts';
import type { Field, RequestHead } from './route.ts';

/** What is known of a client's connection. */
export interface ConnectionFacts {
  readonly scheme: 'http' | 'https';
  readonly client: { readonly address: string; readonly port: number };
  readonly localPort: number;
  /** The name that the client asked for in TLS. */
  readonly serverName: string | undefined;
}

/** The head of a request with its fields parsed, whatever version of HTTP it came in. */
export class ParsedRequestHead implements RequestHead {
  readonly method: string;
  readonly target: string;
  readonly version: RequestHead['version'];
  readonly authority: string;
  readonly host: string;
  readonly parsed: Fields;
  /** Bytes of the body; undefined when only its end will tell. */
  readonly bodyLength: number | undefined;
  readonly #facts: ConnectionFacts;

  constructor(
    line: Pick<RequestHead, 'method' | 'target' | 'version' | 'authority' | 'host'>,
    parsed: Fields,
    bodyLength: number | undefined,
    facts: ConnectionFacts,
  ) {
    this.method = line.method;
    this.target = line.target;
    this.version = line.version;
    this.authority = line.authority;
    this.host = line.host;
    this.parsed = parsed;
    this.bodyLength = bodyLength;
    this.#facts = facts;
  }

  get scheme() {
    return this.#facts.scheme;
  }

  get client() {
    return this.#facts.client;
  }

  get localPort() {
    return this.#facts.localPort;
  }

  get serverName() {
    return this.#facts.serverName;
  }

  get fields(): readonly Field[] {
    return this.parsed.list;
  }

  field(name: string): string | undefined {
    return this.parsed.value(name);
  }
}
