/**
 * A regular expression from the path's beginning as one for the whole path: Envoy matches no parts (RouteMatch.safe_regex).
 */
export function forWholePath(expression: string): string {
  if (expression.endsWith('$') && !expression.endsWith('\\$')) return expression.slice(0, -1);
  return expression.endsWith('.*') ? expression : `${expression}.*`;
}

/** A regular expression for the whole path as one from the path's beginning. */
export function fromWholePath(expression: string): string {
  return expression.endsWith('.*') && !expression.endsWith('\\.*') ? expression.slice(0, -2) : `${expression}$`;
}
