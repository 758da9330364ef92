import { groups, resources } from '../../resources/index.ts';
import { version } from '../discovery.ts';
import { pathsOf } from './paths.ts';
import { schemasOf } from './schemas.ts';

/** `/openapi/v3`: where the document of each group is. Without a hash, as clients need none from a server so near. */
export function openApiIndex() {
  const paths = groups.map(pathOf).map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }] as const);
  return { paths: Object.fromEntries(paths) };
}

/** The document of a group, `api/v1` or `apis/GROUP/v1`: kubectl explain and kubectl's validation read it. */
export function openApiDocument(path: string): unknown {
  const group = groups.find((one) => pathOf(one) === path);
  return group === undefined ? undefined : documentOf(group);
}

function documentOf(group: string) {
  const own = resources.filter((resource) => resource.group === group);
  return {
    openapi: '3.0.0',
    info: { title: 'Sticky lab', version: version.gitVersion },
    paths: pathsOf(own),
    components: { schemas: schemasOf(own) },
  };
}

function pathOf(group: string): string {
  return group === '' ? 'api/v1' : `apis/${group}/v1`;
}
