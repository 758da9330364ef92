import type { Observation } from '../planned.ts';
import type { CookieOrigin, CookieValue } from './hygiene.ts';
import { knownCookie } from './known-cookies.ts';
import { provoking } from './sightings.ts';

/** What is known of a cookie before it is asked who sets it. */
export interface Suspect {
  readonly name: string;
  readonly holds: boolean;
  readonly value: CookieValue;
  /** The cookie that holds a session by itself, where there is one. */
  readonly holding?: string;
}

/**
 * Who sets a cookie, from what it does: first whether the route goes by it, then whether it comes back with the router's or
 * without, then its name, then its values.
 */
export function setBy(suspect: Suspect, seen: readonly Observation[]): CookieOrigin {
  const { name, holds, value, holding } = suspect;
  if (holds && value.names === 'backend') {
    return { who: 'router', because: 'It names the pod, the same for all its clients, and the route goes by it.' };
  }
  if (holds && value.names === 'backend-and-session') {
    return { who: 'app', because: "A part of it names the pod, which the router adds; the rest is each client's own." };
  }
  const alone = holding === undefined || holds ? undefined : besides(name, holding, seen);
  if (alone === 'set') {
    return {
      who: 'app',
      because: `It is set anew for who brings "${holding}" alone, when there is no pod left to pick.`,
    };
  }
  if (alone === 'not set' && value.names === 'backend') {
    return { who: 'router', because: `It names the pod, and is set only where "${holding}" is.` };
  }
  const known = knownCookie(name);
  if (known) return { who: known.who, because: `It is called as ${known.whose} call theirs.` };
  if (value.names === 'session') {
    return holds
      ? {
          who: 'unknown',
          because:
            "Each client has its own value, and the route goes by it: the router's key, or a session of the app.",
        }
      : { who: 'app', because: 'Each client has its own value, and the route does not go by it.' };
  }
  if (value.names === 'backend') {
    return { who: 'app', because: 'It names the pod that answered, and the route does not go by it.' };
  }
  return { who: 'unknown', because: 'Nothing that was seen says so.' };
}

/**
 * Whether answers set a cookie that was missing from requests with the holding one. Undefined also where they set it
 * whether it is missing or not, which anybody may do.
 */
function besides(name: string, holding: string, seen: readonly Observation[]): 'set' | 'not set' | undefined {
  const answers = seen.filter(
    ({ request, sent, sample }) =>
      sample.failure === undefined && !provoking.has(request.experiment) && sent.includes(holding),
  );
  const sets = ({ sample }: Observation) => sample.cookiesSet.some((cookie) => cookie.name === name);
  const without = answers.filter(({ sent }) => !sent.includes(name));
  const renewed = answers.some((answer) => answer.sent.includes(name) && sets(answer));
  if (without.length === 0) return undefined;
  if (!without.some(sets)) return 'not set';
  return without.every(sets) && !renewed ? 'set' : undefined;
}
