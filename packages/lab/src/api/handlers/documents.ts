import type { IncomingMessage } from 'node:http';
import { wantsAggregatedDiscovery } from '../accept.ts';
import {
  aggregatedDiscovery,
  apiGroupDocument,
  apiGroupList,
  apiResourceList,
  apiVersions,
  version,
} from '../discovery.ts';
import { openApiDocument, openApiIndex } from '../openapi/documents.ts';
import { OPENAPI_V2_PROTOBUF, openApiVersion2, openApiVersion2Protobuf } from '../openapi/version-2.ts';

export interface Document {
  /** Bytes as they are, anything else as JSON. */
  readonly body: unknown;
  readonly contentType?: string;
}

/** The documents by which clients find out what is served; undefined for a path that names none. @throws ApiError 406 */
export function documentAt(pathname: string, request: IncomingMessage): Document | undefined {
  const [root, ...rest] = pathname.split('/').filter((part) => part !== '');
  if (root === 'api' || root === 'apis') return discoveryAt(root, rest, request);
  if (root === 'openapi') return openApiAt(rest, request);
  return root === 'version' && rest.length === 0 ? { body: version } : undefined;
}

function discoveryAt(root: 'api' | 'apis', rest: readonly string[], request: IncomingMessage): Document | undefined {
  if (rest.length === 0) return rootDiscovery(root, request);
  const [group, groupVersion, ...more] = root === 'api' ? ['', ...rest] : rest;
  if (group === undefined || more.length > 0) return undefined;
  if (groupVersion === undefined) return documentOf(apiGroupDocument(group));
  return documentOf(apiResourceList(group, groupVersion));
}

function rootDiscovery(root: 'api' | 'apis', request: IncomingMessage): Document {
  if (wantsAggregatedDiscovery(request.headers.accept)) {
    const contentType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    return { body: aggregatedDiscovery(root), contentType };
  }
  return { body: root === 'api' ? apiVersions(request.headers.host ?? '') : apiGroupList() };
}

function openApiAt([edition, ...rest]: readonly string[], { headers }: IncomingMessage): Document | undefined {
  if (edition === 'v2' && rest.length === 0) {
    const { asked, answered } = OPENAPI_V2_PROTOBUF;
    const wantsProtobuf = headers.accept?.includes(asked) === true;
    return wantsProtobuf ? { body: openApiVersion2Protobuf(), contentType: answered } : { body: openApiVersion2() };
  }
  if (edition !== 'v3') return undefined;
  return rest.length === 0 ? { body: openApiIndex() } : documentOf(openApiDocument(rest.join('/')));
}

function documentOf(body: unknown): Document | undefined {
  return body === undefined ? undefined : { body };
}
