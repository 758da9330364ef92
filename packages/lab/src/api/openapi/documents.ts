import { groups, resourcesOf, versionsOfGroup } from '../../resources/index.ts';
import { version as lab } from '../discovery.ts';
import { pathsOf } from './paths.ts';
import { schemasOf } from './schemas.ts';

/** `/openapi/v3`: where the document of each group is. Without a hash, as clients need none from a server so near. */
export function openApiIndex() {
  const paths = served()
    .map(({ path }) => path)
    .map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }] as const);
  return { paths: Object.fromEntries(paths) };
}

/** The document of a version of a group, `api/v1` or `apis/GROUP/v1`: kubectl explain and kubectl's validation read it. */
export function openApiDocument(path: string): unknown {
  const found = served().find((one) => one.path === path);
  return found === undefined ? undefined : documentOf(found.group, found.version);
}

function documentOf(group: string, version: string) {
  const own = resourcesOf(group, version);
  return {
    openapi: '3.0.0',
    info: { title: 'Sticky lab', version: lab.gitVersion },
    paths: pathsOf(own),
    components: { schemas: schemasOf(own) },
  };
}

function served() {
  return groups.flatMap((group) =>
    versionsOfGroup(group).map((version) => {
      const path = group === '' ? `api/${version}` : `apis/${group}/${version}`;
      return { group, version, path };
    }),
  );
}
