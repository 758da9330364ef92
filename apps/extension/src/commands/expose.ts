import type { AppView } from '@sticky/cluster';
import type { RouteSpec, ServiceType } from '@sticky/manifests';
import { l10n } from 'vscode';
import { ask, offer } from '../ask/ask.ts';
import type { AppInContext } from '../ask/choose-app.ts';
import { change } from '../change/change.ts';
import { loadWork } from '../load-work.ts';
import { mention } from '../messages.ts';
import type { Command, Sticky } from '../sticky.ts';
import type { Subject } from '../tree/node.ts';
import { chooseOrDeployApp } from './deploy.ts';

const serviceTypes: Readonly<Record<string, ServiceType>> = {
  LoadBalancer: 'LoadBalancer',
  NodePort: 'NodePort',
  ClusterIP: 'ClusterIP',
};

/** Asks how an App is to be reached: the type of its Service and, if wanted, the host of a route. */
export const expose: Command = async (sticky, subject) => {
  const chosen = await chooseOrDeployApp(sticky, l10n.t('Expose'), subject);
  if (chosen !== undefined) await exposeApp(sticky, chosen);
};

/** An App that can be reached: one without an address is exposed first, if the user wants. */
export async function chooseOrExposeApp(
  sticky: Sticky,
  title: string,
  subject?: Subject,
): Promise<AppInContext | undefined> {
  const chosen = await chooseOrDeployApp(sticky, title, subject);
  if (chosen === undefined) return undefined;
  const { context, app } = chosen;
  if (app.service !== undefined || app.routes.length > 0) return chosen;
  const missing = l10n.t('{0} has no address yet.', app.name);
  if (!(await offer(title, missing, l10n.t('$(radio-tower) Expose it first…')))) return undefined;
  const exposed = await exposeApp(sticky, chosen);
  return exposed && { context, app: exposed };
}

/** Undefined when the user cancelled. */
async function exposeApp(sticky: Sticky, { context, app }: AppInContext): Promise<AppView | undefined> {
  const title = l10n.t('Expose');
  const { DEFAULT_HOST, DEFAULT_PATH } = (await loadWork()).manifests;
  const answers = await ask(`${title} ${app.name}`, [
    {
      key: 'type',
      prompt: l10n.t('Type of the Service'),
      initial: 'LoadBalancer',
      choices: [
        { value: 'LoadBalancer', label: 'LoadBalancer', description: l10n.t('an address of its own') },
        { value: 'NodePort', label: 'NodePort', description: l10n.t('a port on every node') },
        { value: 'ClusterIP', label: 'ClusterIP', description: l10n.t('inside the cluster only') },
      ],
    },
    {
      key: 'by',
      prompt: l10n.t('Also a route through an ingress?'),
      initial: 'service',
      choices: [
        { value: 'service', label: l10n.t('Service only'), description: l10n.t('balances connections') },
        {
          value: 'route',
          label: l10n.t('Service and route'),
          description: l10n.t('an Ingress by host: balances requests'),
        },
      ],
    },
    {
      key: 'host',
      prompt: l10n.t('Host of the route'),
      initial: DEFAULT_HOST,
      field: 'host',
      when: ({ by }) => by === 'route',
    },
  ]);
  if (answers === undefined) return undefined;
  const serviceType = serviceTypes[answers.type] ?? 'ClusterIP';
  const route: RouteSpec | undefined = answers.by === 'route' ? { host: answers.host, path: DEFAULT_PATH } : undefined;
  const changed = await change(sticky, context, {
    verb: title,
    settles: app.name,
    plan: (work, cluster, signal) => work.expose(cluster, { name: app.name, serviceType, route }, { signal }),
  });
  if (changed?.app === undefined) return undefined;
  const url = changed.app.routes[0]?.url ?? changed.app.service?.url ?? app.name;
  mention(l10n.t('{0} is exposed: {1}', app.name, url));
  return changed.app;
}
