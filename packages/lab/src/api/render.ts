import { apiVersionOf, type Resource } from '../resources/resource.ts';
import type { ResourceName, Stored } from '../store/resource-types.ts';
import type { View } from './accept.ts';

type AnyObject = Stored<ResourceName>;

export interface ListMeta {
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** How a client wants objects: the view, and for tables what stands beside the cells of a row. */
export interface Rendering {
  readonly view: View;
  readonly includeObject: 'None' | 'Metadata' | 'Object';
}

/** One object as the client wants it. */
export function renderObject(resource: Resource, object: AnyObject, rendering: Rendering): object {
  if (rendering.view === 'metadata') return partial(object);
  if (rendering.view === 'table') {
    return table(resource, [object], rendering, { resourceVersion: object.metadata.resourceVersion });
  }
  return asServed(resource, object);
}

/** The object in the version in which it was asked for. */
export function asServed(resource: Resource, object: AnyObject): AnyObject {
  const apiVersion = apiVersionOf(resource);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

/** A list as the client wants it. */
export function renderList(
  resource: Resource,
  objects: readonly AnyObject[],
  rendering: Rendering,
  metadata: ListMeta,
): unknown {
  if (rendering.view === 'table') return table(resource, objects, rendering, metadata);
  if (rendering.view === 'metadata') {
    return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: objects.map(partial) };
  }
  // The items of a real list name no kind of their own, and clients do not expect one.
  const items = objects.map(({ kind: _kind, apiVersion: _apiVersion, ...item }) => item);
  return { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata, items };
}

/** Objects as meta.k8s.io/v1 Table: the cells that `kubectl get` prints. */
function table(resource: Resource, objects: readonly AnyObject[], { includeObject }: Rendering, metadata: ListMeta) {
  const now = new Date();
  const row = (object: AnyObject) => ({
    cells: resource.columns.map((column) => column.cell(object, now)),
    ...(includeObject === 'None' ? {} : { object: includeObject === 'Object' ? object : partial(object) }),
  });
  const columnDefinitions = resource.columns.map(({ name, type, format = '', description, priority = 0 }) => {
    return { name, type, format, description, priority };
  });
  return { kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata, columnDefinitions, rows: objects.map(row) };
}

function partial({ metadata }: AnyObject) {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
