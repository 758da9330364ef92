import type { CallOptions } from './call-options.ts';
import type { AppView } from './view/app-view.ts';

/** Pod name by backend identity, for those pods whose own address can be reached from here (in the lab). */
export async function podIdentities(
  _app: AppView,
  _options: CallOptions = {},
): Promise<Readonly<Record<string, string>>> {
  return {};
}
