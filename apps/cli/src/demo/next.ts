import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { tildePath } from '../terminal/tilde-path.ts';
import type { DemoLab } from './demo-lab.ts';
import type { Narrator } from './narrator.ts';
import { APP } from './steps/app.ts';

/** Says how to go on while the lab is up, or how to come back once it has ended. */
export function sayNext(
  narrator: Narrator,
  { lab, aside }: DemoLab,
  { stay, took }: { stay: boolean; took: number },
): void {
  narrator.say('', () => ['']);
  if (!stay) {
    const seconds = (took / 1000).toFixed(1);
    narrator.say('  Done', () => [`in ${seconds} s. In a terminal, \`npx sticky demo\` keeps the lab up.`]);
    return;
  }
  const kubeconfig = tildePath(lab.kubeconfig);
  // Another lab answers where none is named.
  const named = aside ? ` --kubeconfig ${kubeconfig}` : '';
  narrator.say('  Next', (style) => [
    'The lab stays up. In another terminal:',
    '',
    `npx sticky status ${APP}${named}`,
    `npx sticky watch ${APP}${named}`,
    `npx sticky probe ${APP} --report report.html${named}`,
    `kubectl --kubeconfig ${kubeconfig} get pods`,
    '',
    extensionHint(),
    style.bold('Ctrl+C ends the lab.'),
  ]);
}

function extensionHint(): string {
  const vsix = join(import.meta.dirname, '..', '..', '..', 'dist', `sticky-${manifest.version}.vsix`);
  if (existsSync(vsix)) return `In VS Code: code --install-extension ${relative('.', vsix)}`;
  return 'In VS Code: npx pnpm@10 turbo package makes the extension to install.';
}
