import { tildePath } from '../terminal/tilde-path.ts';
import type { DemoLab } from './demo-lab.ts';
import type { Narrator } from './narrator.ts';

/** Says where the lab is. */
export function sayWelcome(narrator: Narrator, { lab, aside }: DemoLab): void {
  narrator.say('', () => ['']);
  narrator.say('  Sticky lab', (style) => [
    `ready in ${(lab.readyIn / 1000).toFixed(1)} s, context ${lab.context}`,
    style.dim(`kubeconfig ${tildePath(lab.kubeconfig)}`),
    ...(aside ? ['A lab runs already, so this is one beside it.'] : []),
  ]);
}
