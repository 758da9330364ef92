import { once } from 'node:events';
import { CliError } from '../errors.ts';
import { endedByCtrlC } from '../interrupt.ts';
import type { Run } from '../run.ts';
import { oneLine } from '../terminal/printable.ts';
import { type DemoLab, startDemoLab } from './demo-lab.ts';
import { createNarrator } from './narrator.ts';
import { sayNext } from './next.ts';
import type { Step, StepRecord, Tour } from './step.ts';
import { deployStep } from './steps/deploy.ts';
import { drillStep } from './steps/drill.ts';
import { ingressStep } from './steps/ingress.ts';
import { scaleStep } from './steps/scale.ts';
import { serviceStep } from './steps/service.ts';
import { stickStep } from './steps/stick.ts';
import { sayWelcome } from './welcome.ts';

const steps: readonly Step[] = [deployStep, scaleStep, serviceStep, ingressStep, stickStep, drillStep];

/**
 * Walks through the tutorial on a lab that ends with it. With `stay` the lab goes on afterwards until Ctrl+C.
 *
 * @throws CliError `not-as-expected`, naming the step that failed or did not prove what it should
 */
export async function runDemo(run: Run, { stay }: { readonly stay: boolean }): Promise<void> {
  const began = performance.now();
  const narrator = createNarrator(run.terminal);
  narrator.working('Starting the lab');
  const demoLab = await startDemoLab(run.signal);
  try {
    sayWelcome(narrator, demoLab);
    const records = await tour(run, demoLab, narrator);
    const took = Math.round(performance.now() - began);
    const failed = records.find((record) => !record.ok);
    if (run.terminal.format === 'json') {
      run.terminal.result({ schema: 'sticky.demo/v1', ok: failed === undefined, took, steps: records }, () => '');
    }
    sayNext(narrator, demoLab, { stay, took });
    if (stay) await untilEnded(run, demoLab);
    if (failed !== undefined) {
      const { number, step, expected, found } = failed;
      throw new CliError('not-as-expected', oneLine(`step ${number} ${step}: expected ${expected}, found ${found}`));
    }
  } finally {
    await demoLab.close();
  }
}

async function tour(run: Run, { lab }: DemoLab, narrator: Tour['narrator']): Promise<StepRecord[]> {
  const verbs = await import('@sticky/cluster');
  const cluster = await verbs.connect({ kubeconfig: lab.kubeconfig, context: lab.context, signal: run.signal });
  try {
    const records: StepRecord[] = [];
    for (const [index, step] of steps.entries()) {
      records.push(await take(step, index + 1, { run, cluster, verbs, narrator }));
    }
    return records;
  } finally {
    await cluster.close();
  }
}

async function take(step: Step, number: number, tour: Tour): Promise<StepRecord> {
  const began = performance.now();
  tour.narrator.working(`${number} ${step.name}`);
  try {
    const outcome = await step.take(tour, number);
    if (!outcome.ok)
      tour.narrator.say('    NOT PROVEN', () => [`expected ${outcome.expected}`, `found ${outcome.found}`]);
    return { number, step: step.name, took: Math.round(performance.now() - began), ...outcome };
  } catch (error) {
    tour.run.signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('not-as-expected', `step ${number} ${step.name}: ${reason}`, { cause: error });
  }
}

async function untilEnded({ signal }: Run, { lab }: DemoLab): Promise<void> {
  if (!signal.aborted) await Promise.race([once(signal, 'abort'), lab.ended]);
  if (!endedByCtrlC(signal)) signal.throwIfAborted();
}
