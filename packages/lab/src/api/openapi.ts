export function openApiIndex() {
  return { paths: {} };
}
export function openApiDocument(_path: string): unknown {
  return undefined;
}
