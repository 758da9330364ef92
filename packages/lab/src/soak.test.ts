import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { AccessEntry } from './access-log/access-entry.ts';
import { followLabLog } from './follow-lab-log.ts';
import { SoakLab } from './testing/soak/soak-lab.ts';
import { visit } from './testing/soak/sticky-client.ts';
import { openEvents, openWebSocket } from './testing/soak/streams.ts';

/** `STICKY_SOAK_SECONDS=60` for the whole of it: see bench/README.md. */
const SECONDS = Number(process.env.STICKY_SOAK_SECONDS ?? '6');
const CLIENTS = 64;

const title = `no request of ${CLIENTS} clients fails in ${SECONDS} s of deleting, scaling and rolling, and streams live on`;

test(title, { timeout: (SECONDS + 60) * 1000 }, async () => {
  const lab = await SoakLab.start();
  const over = new AbortController();
  const failed: AccessEntry[] = [];
  const reading = readFailures(lab, over.signal, failed);
  const visits = Promise.all(Array.from({ length: CLIENTS }, () => visit(lab.ingress, over.signal)));
  const [events, socket] = await Promise.all([openEvents(lab.ingress), openWebSocket(lab.ingress)]);
  onTestFinished(async () => {
    over.abort();
    await Promise.all([visits, reading, events.close(), socket.close()]);
  });

  const until = Date.now() + SECONDS * 1000;
  let rounds = 0;
  for (; Date.now() < until || rounds < 2; rounds += 1) {
    const [victim = ''] = await lab.readyPods('app');
    await lab.deletePod(victim);
    await lab.changeRoutes(rounds);
    // So that the change of the scale meets a pod that is on its way out.
    await delay(100);
    await lab.scale(rounds % 2 === 0 ? 5 : 3);
    await lab.settled();
    if (rounds % 2 === 1) {
      await lab.restart(rounds);
      await lab.settled();
    }
    await socket.echo(`round-${rounds}`);
  }
  over.abort();
  const met = await visits;

  // Each failure, as the client saw it and as the ingress did.
  expect({ failures: met.flatMap((one) => one.failures), failed }).toEqual({ failures: [], failed: [] });
  // A machine that is too busy to ask shows nothing.
  for (const { requests } of met) expect(requests).toBeGreaterThan(SECONDS);
  for (const { counts, ended } of [events, socket]) {
    expect(ended).toBeUndefined();
    expect(counts).toEqual(counts.map((_, index) => index));
    expect(counts.length).toBeGreaterThan(SECONDS);
  }
});

/** What the ingress had no answer to. */
async function readFailures(lab: SoakLab, signal: AbortSignal, failed: AccessEntry[]): Promise<void> {
  for await (const entry of followLabLog(lab.stateDir, { follow: true, signal })) {
    if (entry.via === 'ingress' && entry.status !== 200 && entry.status !== 101) failed.push(entry);
  }
}
