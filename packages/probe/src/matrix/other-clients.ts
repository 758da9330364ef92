import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Target } from '../target.ts';

/** Somebody else's clients, who ask the same route until they are stopped. */
export interface OtherClients extends AsyncDisposable {
  readonly progress: () => void;
}

/** One client after the other, each on a connection of its own, in bursts of one to six. */
export function otherClients({ url, connectTo }: Target): OtherClients {
  const stop = new AbortController();
  const agent = new Agent({ keepAlive: false });
  const host = new URL(url).host;
  const ask = async () => {
    const request = get({ ...connectTo, agent, path: '/', headers: { host } });
    const [response] = await once(request, 'response');
    await once(response.resume(), 'end');
  };
  const running = (async () => {
    for (let burst = 0; !stop.signal.aborted; burst++) {
      for (let client = 0; client <= (burst * 5) % 6; client++) await ask();
      await setTimeout((burst * 3) % 5);
    }
  })();
  return {
    progress: () => undefined,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
      agent.destroy();
    },
  };
}
