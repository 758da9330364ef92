/** What to probe: a URL, and where to connect for it when that is not what its host resolves to. */
export interface Target {
  /** http or https. Its host is sent as Host and as the TLS server name. */
  readonly url: string;
  /** Connect here instead of to the URL's host, as `curl --connect-to` does. */
  readonly connectTo?: { readonly host: string; readonly port: number };
}
