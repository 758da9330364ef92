import type { RouteSpec, ServiceType } from '@sticky/manifests';
import { l10n } from 'vscode';
import { ask } from '../ask/ask.ts';
import { chooseApp } from '../ask/choose-app.ts';
import { change } from '../change/change.ts';
import { loadWork } from '../load-work.ts';
import { mention } from '../messages.ts';
import type { Command } from '../sticky.ts';

const serviceTypes: Readonly<Record<string, ServiceType>> = {
  LoadBalancer: 'LoadBalancer',
  NodePort: 'NodePort',
  ClusterIP: 'ClusterIP',
};

/** Asks how an App is to be reached: the type of its Service and, if wanted, the host of a route. */
export const expose: Command = async (sticky, subject) => {
  const title = l10n.t('Expose');
  const chosen = await chooseApp(sticky, title, subject);
  if (chosen === undefined) return;
  const { context, app } = chosen;
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
  if (answers === undefined) return;
  const serviceType = serviceTypes[answers.type] ?? 'ClusterIP';
  const route: RouteSpec | undefined = answers.by === 'route' ? { host: answers.host, path: DEFAULT_PATH } : undefined;
  const changed = await change(sticky, context, {
    verb: title,
    settles: app.name,
    plan: (work, cluster, signal) => work.expose(cluster, { name: app.name, serviceType, route }, { signal }),
  });
  if (changed?.app === undefined) return;
  const url = changed.app.routes[0]?.url ?? changed.app.service?.url ?? app.name;
  mention(l10n.t('{0} is exposed: {1}', app.name, url));
};
