import { parseCookie } from 'cookie';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Identity } from './identity.ts';
import { VisitCounter } from './visits.ts';

export interface AppOptions {
  readonly identity: Identity;
  /** Asked by `/readyz`: false turns the pod away from new traffic. */
  readonly isReady: () => boolean;
  readonly visits?: VisitCounter;
}

/** The cookie that finds a visitor's counter. Not the affinity cookie: that one is the router's. */
export const SESSION_COOKIE = 'visitor';

/** The app's routes; it listens to nothing yet. */
export function createApp({ identity, isReady, visits = new VisitCounter() }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  // Who answers is the content, so no answer may come from a cache: no ETag, no 304.
  app.disable('etag');
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  app.get('/', (_request, response) => {
    response.json({ uuid: identity.uuid });
  });

  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });

  app.get('/readyz', (_request, response) => {
    if (isReady()) response.json({ status: 'ready' });
    else response.status(503).json({ status: 'shutting down' });
  });

  app.get('/whoami', (request, response) => {
    const address = request.socket.localAddress?.replace(/^::ffff:/, '') ?? null;
    response.json({ ...identity, address });
  });

  app.get('/visits', (request, response) => {
    const known = parseCookie(request.headers.cookie ?? '')[SESSION_COOKIE];
    const visit = visits.count(known);
    response.cookie(SESSION_COOKIE, visit.session, { httpOnly: true, sameSite: 'lax' });
    response.json({ uuid: identity.uuid, visits: visit.visits });
  });

  app.use((_request, response) => {
    response.status(404).json({ error: 'not found', paths: ['/', '/healthz', '/readyz', '/whoami', '/visits'] });
  });
  app.use(answerError);
  return app;
}

// Express knows an error handler by its four parameters. Its own one answers HTML, outside production with a stack.
const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  console.error(error);
  if (response.headersSent) next(error);
  else response.status(500).json({ error: 'internal error' });
};
