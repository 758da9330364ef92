import type { ResourceName, Stored } from '../../store/resource-types.ts';
import { bodyTypesOf, readObject } from '../body.ts';
import { type Exchange, isRead, renderingOf, sendJson, writeContext } from '../exchange.ts';
import { patchTypesOf, readPatch } from '../patch/read-patch.ts';
import { getObject } from '../read.ts';
import { asServed, renderObject } from '../render.ts';
import type { ObjectPath } from '../request-info.ts';
import { methodNotAllowed } from '../status.ts';
import { applyObject } from '../write/apply.ts';
import { structOf } from '../write/decode.ts';
import { deletedStatus, deleteObject, deleteOptions } from '../write/delete.ts';
import { jsonOf } from '../write/json-of.ts';
import { updateObject } from '../write/update.ts';

/** Reads, replaces, patches and deletes one object, or reads and writes its status. @throws ApiError */
export async function onObject(exchange: Exchange, path: ObjectPath): Promise<void> {
  const { request, response, options } = exchange;
  const { store } = options;
  const { resource } = path;
  const rendering = renderingOf(exchange);
  const send = (code: number, object: Stored<ResourceName>) =>
    sendJson(response, code, renderObject(resource, object, rendering));
  if (isRead(request)) return send(200, getObject(store, path));
  if (request.method === 'PUT') {
    const sent = await readObject(request, structOf(resource), bodyTypesOf(resource));
    return send(200, updateObject(path, getObject(store, path), sent, writeContext(exchange)));
  }
  if (request.method === 'PATCH') {
    const patch = await readPatch(exchange, structOf(resource), patchTypesOf(resource));
    if (patch.type === 'apply') {
      const { object, created } = applyObject(path, patch.config, writeContext(exchange));
      return send(created ? 201 : 200, object);
    }
    const previous = getObject(store, path);
    return send(
      200,
      updateObject(path, previous, patch.change(jsonOf(asServed(resource, previous))), writeContext(exchange)),
    );
  }
  if (request.method !== 'DELETE' || path.subresource !== undefined) throw methodNotAllowed();
  const wanted = await deleteOptions(exchange);
  const { object, gone } = deleteObject(store, resource, getObject(store, path), wanted);
  // Pods and services are answered with the object itself, also when they are gone, as the real server does.
  const whole = !gone || resource.name === 'pods' || resource.name === 'services';
  sendJson(response, 200, whole ? renderObject(resource, object, rendering) : deletedStatus(resource, object));
}
