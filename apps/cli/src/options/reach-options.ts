import { Option } from '@commander-js/extra-typings';
import { hostAndPort } from './host-and-port.ts';

/** How `probe` and `watch` reach what they ask. */
export const reachOption = {
  via: () =>
    new Option('--via <way>', 'ask an app over this (default: its route, else its Service)').choices([
      'service',
      'route',
    ]),
  connectTo: () =>
    new Option('--connect-to <host:port>', "connect here instead of to the URL's host").argParser(hostAndPort),
  ca: () => new Option('--ca <file>', 'also trust this authority, a certificate in PEM, over https'),
  identity: () =>
    new Option('--identity <pointer>', 'JSON pointer to what names the pod in an answer').default('/uuid'),
};
