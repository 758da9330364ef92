/**
 * Whether a listener and a route, each with a hostname or none, serve a host together. `*.` stands for one label or more
 * (Gateway API, HTTPRouteSpec.hostnames); no hostname is any.
 */
export function hostnamesMeet(listener: string | undefined, route: string | undefined): boolean {
  return listener === undefined || route === undefined || covers(listener, route) || covers(route, listener);
}

function covers(wide: string, narrow: string): boolean {
  return (
    wide === narrow || (wide.startsWith('*.') && narrow.endsWith(wide.slice(1)) && narrow.length > wide.length - 1)
  );
}
