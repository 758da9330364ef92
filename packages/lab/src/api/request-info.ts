import { findResource } from '../resources/index.ts';
import type { Resource } from '../resources/resource.ts';

/** What a path under /api/v1 or /apis/GROUP/VERSION names. */
export interface ResourcePath {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** A path that names one object. */
export interface ObjectPath extends ResourcePath {
  readonly name: string;
}

/** The resource, object or subresource that a path names; undefined when it is no path of a kind that is served. */
export function parseResourcePath(pathname: string): ResourcePath | undefined {
  const parts = decodeParts(pathname);
  if (parts === undefined) return undefined;
  const [root, ...rest] = parts;
  const [group = '', version, ...more] = root === 'api' ? ['', ...rest] : root === 'apis' ? rest : [];
  return version === undefined ? undefined : inGroup(group, version, more);
}

/** The kind that a path names by Kubernetes' rules, whether it is served or not. */
export function foreignResource(pathname: string): { groupVersion: string; resource: string } | undefined {
  const found =
    /^\/(?:api|apis\/(?<group>[^/]+))\/(?<version>v\d[^/]*)(?:\/namespaces\/[^/]+)?\/(?<resource>[a-z]+)(?=\/|$)/.exec(
      pathname,
    );
  const { group, version = '', resource } = found?.groups ?? {};
  if (resource === undefined) return undefined;
  return { groupVersion: group === undefined ? version : `${group}/${version}`, resource };
}

function inGroup(group: string, version: string, parts: readonly string[]): ResourcePath | undefined {
  const [first, namespace, plural, ...rest] = parts;
  if (first === 'namespaces' && namespace !== undefined && plural !== undefined) {
    const resource = findResource(group, version, plural);
    if (resource?.namespaced) return named({ resource, namespace }, rest);
  }
  const resource = findResource(group, version, first ?? '');
  if (resource === undefined) return undefined;
  // Namespaced objects are only listed across namespaces, never named.
  if (resource.namespaced) return parts.length === 1 ? { resource } : undefined;
  return named({ resource }, parts.slice(1));
}

function named(path: { resource: Resource; namespace?: string }, rest: readonly string[]): ResourcePath | undefined {
  const [name, subresource, ...more] = rest;
  if (more.length > 0) return undefined;
  return { ...path, ...(name === undefined ? {} : { name }), ...(subresource === undefined ? {} : { subresource }) };
}

function decodeParts(pathname: string): string[] | undefined {
  try {
    return pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    // A malformed percent escape names nothing.
    return undefined;
  }
}
