import { isObject, type JsonObject } from '../../resources/json.ts';
import type { Resource } from '../../resources/resource.ts';
import type { StructStructure } from '../../resources/schema/structure.ts';
import { mediaType, parseJson, parseYamlText, readBody, requireObject, unsupportedMediaType } from '../body.ts';
import type { Exchange } from '../exchange.ts';
import { badRequest } from '../status.ts';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic-merge.ts';

export type Patch =
  /** What the object becomes. */
  | { readonly type: 'change'; readonly change: (current: JsonObject) => JsonObject }
  /** Server-side apply. */
  | { readonly type: 'apply'; readonly config: JsonObject };

const STRATEGIC = 'application/strategic-merge-patch+json';

/** The patches that every object and subresource of Kubernetes' own kinds takes. */
export const PATCH_TYPES: readonly string[] = [
  'application/json-patch+json',
  'application/merge-patch+json',
  STRATEGIC,
];

/** The patches that an object of a kind takes: a strategic merge patch needs what only Kubernetes' own kinds tell. */
export function patchTypesOf({ custom = false }: Pick<Resource, 'custom'>): readonly string[] {
  return custom ? PATCH_TYPES.filter((type) => type !== STRATEGIC) : PATCH_TYPES;
}

/** The patch in a request, by its content type. @throws ApiError 400, 413, 415 */
export async function readPatch(
  { request, query }: Exchange,
  structure: StructStructure,
  types: readonly string[] = PATCH_TYPES,
): Promise<Patch> {
  const type = mediaType(request);
  const text = (await readBody(request)).toString('utf8');
  if (type === 'application/apply-patch+yaml') {
    if (!query.get('fieldManager'))
      throw badRequest(
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      );
    return { type: 'apply', config: requireObject(parseYamlText(text)) };
  }
  if (query.get('force') !== null)
    throw badRequest(
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    );
  if (type === 'application/json-patch+json') {
    const patch = parseJson(text);
    return changeBy((current) => jsonPatch(current, patch));
  }
  if (type === 'application/merge-patch+json') {
    const patch = requireObject(parseJson(text));
    return changeBy((current) => mergePatch(current, patch));
  }
  if (type === STRATEGIC && types.includes(type)) {
    const patch = requireObject(parseJson(text));
    return changeBy((current) => strategicMergePatch(structure, current, patch));
  }
  throw unsupportedMediaType(type, [...types, 'application/apply-patch+yaml']);
}

function changeBy(change: (current: JsonObject) => unknown): Patch {
  return {
    type: 'change',
    change: (current) => {
      const changed = change(current);
      if (!isObject(changed)) throw badRequest('the patch leaves no object');
      return changed;
    },
  };
}
