import { Option } from '@commander-js/extra-typings';
import { DEFAULT_HEALTH_PATH, DEFAULT_IMAGE, DEFAULT_PATH, DEFAULT_PORT, type RouteSpec } from '@sticky/manifests';
import { CliError } from '../errors.ts';
import { fieldFlag, numberFieldFlag } from './field-flag.ts';
import { objectName } from './kubernetes-name.ts';

/** What commands ask about an App in the same words. Each call makes a new one: commander keeps state in it. */
export const appOption = {
  image: () =>
    new Option('--image <reference>', 'what its pods run')
      .argParser(fieldFlag('--image', 'image'))
      .default(DEFAULT_IMAGE),
  replicas: () =>
    new Option('--replicas <count>', 'how many pods').argParser(numberFieldFlag('--replicas', 'replicas')).default(1),
  port: () =>
    new Option('--port <port>', 'the port it listens on')
      .argParser(numberFieldFlag('--port', 'port'))
      .default(DEFAULT_PORT),
  healthPath: () =>
    new Option('--health-path <path>', 'what answers 200 when a pod is ready')
      .argParser(fieldFlag('--health-path', 'healthPath'))
      .default(DEFAULT_HEALTH_PATH),
  serviceType: () =>
    new Option('--type <type>', 'type of the Service')
      .choices(['ClusterIP', 'NodePort', 'LoadBalancer'])
      .default('LoadBalancer' as const),
  host: () =>
    new Option('--host <host>', 'also route this host to it, with an Ingress').argParser(fieldFlag('--host', 'host')),
  path: () =>
    new Option('--path <path>', `path of the route (default: "${DEFAULT_PATH}")`).argParser(
      fieldFlag('--path', 'path'),
    ),
  ingressClass: () =>
    new Option('--class <name>', "IngressClass of the route (default: the cluster's)").argParser(objectName('--class')),
};

/** The route that `--host`, `--path` and `--class` ask for, if any. @throws CliError `usage` for a route without host */
export function routeOf(options: RouteOptions): RouteSpec | undefined {
  const { host, path, class: ingressClassName } = options;
  if (host !== undefined) return { host, path: path ?? DEFAULT_PATH, ...(ingressClassName && { ingressClassName }) };
  if (path === undefined && ingressClassName === undefined) return undefined;
  throw new CliError('usage', '--path and --class describe the route of a host: name it with --host');
}

interface RouteOptions {
  readonly host?: string | undefined;
  readonly path?: string | undefined;
  readonly class?: string | undefined;
}
