import { Option } from '@commander-js/extra-typings';
import { DEFAULT_APP, DEFAULT_HOST, type RouterId } from '@sticky/manifests';
import { affinityOf, affinityOption } from '../options/affinity-options.ts';
import { appOption, routeOf } from '../options/app-options.ts';
import { fieldFlag } from '../options/field-flag.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { oneLine } from '../terminal/printable.ts';

export function addRender(program: Program, cli: Cli): void {
  program
    .command('render')
    .summary('print its YAML; asks no cluster')
    .description('print the YAML of an app with its affinity; asks no cluster')
    .argument('[name]', 'name of the app', fieldFlag('NAME', 'name'), DEFAULT_APP)
    .addOption(appOption.image())
    .addOption(appOption.replicas())
    .addOption(appOption.port())
    .addOption(appOption.healthPath())
    .addOption(appOption.serviceType())
    .addOption(appOption.host())
    .addOption(appOption.path())
    .addOption(appOption.ingressClass())
    .addOption(affinityOption.cookie())
    .addOption(affinityOption.maxAge())
    .addOption(affinityOption.browserSession())
    .addOption(affinityOption.strength())
    .addOption(affinityOption.sameSite())
    .addOption(affinityOption.secure())
    .addOption(affinityOption.clientAddress())
    .addOption(affinityOption.timeout())
    .addOption(
      new Option('--no-affinity', 'without anything that keeps a client on one pod').conflicts([
        ...Object.keys(affinityOption),
        'router',
      ]),
    )
    .addOption(new Option('--router <id>', 'what carries the affinity').choices(routerIds))
    .action(async (name, options, command) => {
      const { parseAppSpec, renderApp, toYaml } = await import('@sticky/manifests');
      const { terminal } = beginRun(cli, command.optsWithGlobals());
      const { image, replicas, port, healthPath, type: serviceType, clientAddress } = options;
      const affinity = options.affinity ? await affinityOf(options) : ({ kind: 'none' } as const);
      // The Service alone keeps a client by its address, so only a cookie brings a route along.
      const host = options.host ?? (clientAddress && options.router !== 'ingress-nginx' ? undefined : DEFAULT_HOST);
      const route = routeOf({ ...options, host });
      const app = parseAppSpec({ name, image, replicas, port, healthPath, serviceType, route });
      const rendered = renderApp(
        app,
        affinity,
        options.router ?? (clientAddress ? 'service-client-ip' : 'ingress-nginx'),
      );

      for (const { field, reason } of rendered.losses) {
        terminal.note((style) => style.warn(`! ${field}: ${oneLine(reason)}`));
      }
      terminal.result(rendered, () => toYaml(rendered.objects));
    });
}

const routerIds = ['ingress-nginx', 'service-client-ip'] as const satisfies readonly RouterId[];
