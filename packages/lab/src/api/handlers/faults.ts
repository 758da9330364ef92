import type { ActiveFault } from '../../faults/fault.ts';
import { FaultError } from '../../faults/fault-error.ts';
import { FAULT } from '../../faults/fault-schema.ts';
import { mediaType, parseJson, readBody, unsupportedMediaType } from '../body.ts';
import { type Exchange, sendJson } from '../exchange.ts';
import { ApiError, methodNotAllowed } from '../status.ts';

/** Tells what a fault is refused with from the answer of a lab that knows of none. */
const DETAILS = { kind: 'faults' };

/**
 * `/lab/faults`: GET lists those that are on, POST begins one, DELETE ends all.
 *
 * @throws ApiError 400, 404, 405, 409, 413, 415, 422
 */
export async function onFaults(exchange: Exchange): Promise<void> {
  const { request, response, options } = exchange;
  if (request.method === 'GET') sendJson(response, 200, { faults: options.faults.list() });
  else if (request.method === 'POST') sendJson(response, 201, await addFault(exchange));
  else if (request.method === 'DELETE') sendJson(response, 200, { faults: await options.faults.clear() });
  else throw methodNotAllowed();
}

/** `DELETE /lab/faults/ID`: ends one. @throws ApiError 404, 405 */
export async function onFault({ request, response, options: { faults } }: Exchange, id: string): Promise<void> {
  if (request.method !== 'DELETE') throw methodNotAllowed();
  const ended = await faults.clear(id);
  if (ended.length === 0) throw noSuchFault(id, faults.list());
  sendJson(response, 200, { faults: ended });
}

async function addFault({ request, options }: Exchange): Promise<ActiveFault> {
  const type = mediaType(request);
  const body = await readBody(request);
  // JSON alone, by its name: that is what no form of a web page can send.
  if (type !== 'application/json') throw unsupportedMediaType(type, ['application/json']);
  const parsed = FAULT.safeParse(parseJson(body.toString('utf8')));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'fault'}: ${message}`);
    throw new ApiError(422, 'Invalid', `no fault of the lab: ${problems.join('; ')}`, DETAILS, parsed.error);
  }
  try {
    return options.faults.add(parsed.data);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    const { code, message } = error;
    if (code === 'not-possible') throw new ApiError(409, 'Conflict', message, DETAILS, error);
    throw new ApiError(404, 'NotFound', message, DETAILS, error);
  }
}

function noSuchFault(id: string, active: readonly ActiveFault[]): ApiError {
  const known = active.length === 0 ? 'none is on' : `name one of ${active.map((fault) => fault.id).join(', ')}`;
  return new ApiError(404, 'NotFound', `no fault "${id}": ${known}`, DETAILS);
}
