/** The descriptions of a Server-Timing field by metric, durations left out: `pod;desc="web-1", db;dur=53`. */
export function metricsOf(field: string): ReadonlyMap<string, string> {
  const metrics = new Map<string, string>();
  for (const [, metric = '', parameters = ''] of field.matchAll(
    /([!#$%&'*+.^_`|~\w-]+)((?:\s*;\s*[\w-]+=(?:"[^"]*"|[^",;]*))*)/g,
  )) {
    const [, quoted, bare] = /;\s*desc=(?:"([^"]*)"|([^",;\s]*))/i.exec(parameters) ?? [];
    const description = quoted ?? bare;
    if (description && !metrics.has(metric)) metrics.set(metric, description);
  }
  return metrics;
}
