import { apiVersionOf, type Resource, versionOf } from '../../resources/resource.ts';
import { structOf } from '../write/decode.ts';

/** The paths of an OpenAPI document. From the parameters kubectl learns what the server can do, `fieldValidation` above all. */
export function pathsOf(resources: readonly Resource[]): Record<string, unknown> {
  return Object.fromEntries(resources.flatMap(pathsOfResource));
}

function pathsOfResource(resource: Resource): [string, unknown][] {
  const root = resource.group === '' ? '/api/v1' : `/apis/${apiVersionOf(resource)}`;
  const collection = `${root}/${resource.namespaced ? 'namespaces/{namespace}/' : ''}${resource.name}`;
  const operate = (action: string, parameters: readonly unknown[] = []) => operation(resource, action, parameters);
  const paths: [string, unknown][] = [
    [collection, { get: operate('list'), post: operate('post', WRITE), delete: operate('deletecollection', DRY_RUN) }],
    [
      `${collection}/{name}`,
      {
        get: operate('get'),
        put: operate('put', WRITE),
        patch: operate('patch', [...WRITE, parameter('force', 'boolean')]),
        delete: operate('delete', DRY_RUN),
      },
    ],
  ];
  if (resource.namespaced) paths.push([`${root}/${resource.name}`, { get: operate('list') }]);
  return paths;
}

function operation(resource: Resource, action: string, parameters: readonly unknown[]) {
  const { group, kind } = resource;
  const schema = { $ref: `#/components/schemas/${structOf(resource).id}` };
  return {
    parameters,
    responses: { '200': { description: 'OK', content: { 'application/json': { schema } } } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': { group, version: versionOf(resource), kind },
  };
}

function parameter(name: string, type: string) {
  return { name, in: 'query', schema: { type, uniqueItems: true } };
}

const DRY_RUN = [parameter('dryRun', 'string')];
const WRITE = [...DRY_RUN, parameter('fieldManager', 'string'), parameter('fieldValidation', 'string')];
