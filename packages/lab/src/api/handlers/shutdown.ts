import { type Exchange, sendJson } from '../exchange.ts';
import { methodNotAllowed } from '../status.ts';

/** `POST /lab/shutdown`: ends the lab, once it has said so. @throws ApiError 405 */
export function onShutdown({ request, response, options }: Exchange): void {
  if (request.method !== 'POST') throw methodNotAllowed();
  sendJson(response, 202, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    message: 'the lab ends',
  });
  options.onShutdown();
}
