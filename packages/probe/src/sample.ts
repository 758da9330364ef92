/** A cookie as a response set it. Its value stays inside the probe: reports carry the name and the attributes. */
export interface CookieSet {
  readonly name: string;
  readonly maxAgeSeconds?: number;
  /** ISO 8601. */
  readonly expires?: string;
  readonly path?: string;
  readonly domain?: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite?: string;
  readonly partitioned?: true;
}

/** One observed response. */
export interface Sample {
  /** Milliseconds since the probe started. */
  readonly at: number;
  readonly experiment: string;
  /** Number of the client, each with its own cookie jar; requests without a jar count as new sessions. */
  readonly session: number;
  /** Number of the TCP connection that carried the request. */
  readonly connection: number;
  /** Who answered; absent when the request failed. */
  readonly backend?: string;
  /** HTTP status; absent when no response came. */
  readonly status?: number;
  readonly cookiesSet: readonly CookieSet[];
  /** Milliseconds from sending to the end of the body. */
  readonly took: number;
  /** Stable code of what failed, for example `ECONNREFUSED` or `timeout`. */
  readonly failure?: string;
}

/** What failed, in a word or two: a status says more than that it was bad. */
export function failureText({ failure, status }: Pick<Sample, 'failure' | 'status'>): string {
  return failure === 'bad-status' || failure === 'redirect' ? `status ${status}` : (failure ?? '');
}
