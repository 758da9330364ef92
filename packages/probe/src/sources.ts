import type { PlannedRequest } from './planned.ts';
import type { ParsedTarget } from './target.ts';

/** An address that a client comes from, or seems to. */
export interface Source {
  readonly address: string;
  /** `local`: dialled from there. `forwarded`: said in X-Forwarded-For, which the target trusts. */
  readonly via: 'local' | 'forwarded';
}

/** How a request comes from a source. */
export function comingFrom({ address, via }: Source): Pick<PlannedRequest, 'source' | 'fields'> {
  return via === 'local' ? { source: address } : { fields: [['x-forwarded-for', address]] };
}

/** The addresses that a probe of `target` can come from: those asked for, and those that the target lets it claim. */
export function sourcesOf({ forwardedFor = [] }: ParsedTarget, asked: readonly string[] = []): readonly Source[] {
  return [
    ...asked.map((address): Source => ({ address, via: 'local' })),
    ...forwardedFor.map((address): Source => ({ address, via: 'forwarded' })),
  ];
}
