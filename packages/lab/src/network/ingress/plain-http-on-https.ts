import type { Reply, Router } from '../proxy/route.ts';

const LINES = [
  '<html>',
  '<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>',
  '<body>',
  '<center><h1>400 Bad Request</h1></center>',
  '<center>The plain HTTP request was sent to HTTPS port</center>',
  '<hr><center>nginx</center>',
  '</body>',
  '</html>',
  '',
];
const REFUSAL: Reply = {
  kind: 'reply',
  name: '',
  status: 400,
  fields: [['Content-Type', 'text/html']],
  body: LINES.join('\r\n'),
};

/** Tells a client that has forgotten the TLS so, as nginx does (its status 497); all others are the router's. */
export function refusePlainHttp(router: Router, https: { readonly port: number }): Router {
  return {
    route: (request) =>
      request.scheme === 'http' && request.localPort === https.port ? REFUSAL : router.route(request),
  };
}
