import { Argument } from '@commander-js/extra-typings';
import { routerFlag } from '../options/router-flag.ts';
import { showsOutput } from '../options/shown-options.ts';
import { routersText, routerText } from '../present/routers-text.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';

export function addRouters(program: Program, cli: Cli): void {
  program
    .command('routers')
    .summary('what each router can say')
    .description('what each router can say of an affinity, from which version on, and what it loses')
    .addArgument(new Argument('[router]', 'one of them, in full').argParser(routerFlag('ROUTER')))
    .configureHelp(showsOutput)
    .action(async (id, _options, command) => {
      const { terminal } = beginRun(cli, command.optsWithGlobals());
      const { CAPABILITY_TITLES, capabilitiesOf, routers } = await import('@sticky/manifests');
      if (id !== undefined) {
        const capabilities = capabilitiesOf(routers[id]);
        terminal.result(capabilities, (style) => routerText(capabilities, CAPABILITY_TITLES, style, terminal.width));
        return;
      }
      const all = Object.values(routers).map(capabilitiesOf);
      terminal.result(all, (style) => routersText(all, style));
    });
}
