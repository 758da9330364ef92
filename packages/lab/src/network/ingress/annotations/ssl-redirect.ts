import { type AnnotationReader, named } from './reader.ts';

export interface SslRedirect {
  /** Where the host has TLS. */
  readonly isOn: boolean;
  /** Also where the host has none. */
  readonly isForced: boolean;
  /** The redirect leads to `/a/` for `/a/`, and not to `/a`. */
  readonly keepsSlash: boolean;
}

/** annotations/rewrite, which these three are a part of there. */
export function readSslRedirect({ values }: AnnotationReader): SslRedirect {
  return {
    isOn: values.boolean(named('ssl-redirect')) ?? true,
    isForced: values.boolean(named('force-ssl-redirect')) ?? false,
    keepsSlash: values.boolean(named('preserve-trailing-slash')) ?? false,
  };
}
