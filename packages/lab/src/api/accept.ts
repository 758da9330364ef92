import { ApiError } from './status.ts';

/** In which shape a client wants objects: whole, as rows for people, or as metadata alone. */
export type View = 'object' | 'table' | 'metadata';

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Media ranges in the order of the header, as the real server takes them (it does not weigh `q`). */
function mediaRanges(accept: string): MediaRange[] {
  return accept.split(',').map((range) => {
    const [type = '', ...rest] = range.split(';').map((part) => part.trim());
    const parameters = rest.map((parameter): [string, string] => {
      const [name = '', value = ''] = parameter.split('=');
      return [name, value];
    });
    return { type: type.toLowerCase(), parameters: new Map(parameters) };
  });
}

const JSON_TYPES: ReadonlySet<string> = new Set(['', '*/*', 'application/*', 'application/json']);

/** @throws ApiError 406 when the client takes nothing that is offered */
export function negotiateView(accept: string | undefined): View {
  for (const { type, parameters } of mediaRanges(accept ?? '')) {
    if (!JSON_TYPES.has(type)) continue;
    const as = parameters.get('as');
    if (as === undefined) return 'object';
    if (parameters.get('g') !== 'meta.k8s.io' || parameters.get('v') !== 'v1') continue;
    if (as === 'Table') return 'table';
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'metadata';
  }
  throw notAcceptable();
}

/** Whether the client prefers all groups and kinds in one answer. @throws ApiError 406 */
export function wantsAggregatedDiscovery(accept: string | undefined): boolean {
  for (const { type, parameters } of mediaRanges(accept ?? '')) {
    if (!JSON_TYPES.has(type)) continue;
    const as = parameters.get('as');
    if (as === undefined) return false;
    if (as === 'APIGroupDiscoveryList' && parameters.get('v') === 'v2') return true;
  }
  throw notAcceptable();
}

function notAcceptable(): ApiError {
  return new ApiError(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
}
