import { renderHtml, renderJUnit, renderMarkdown } from '@sticky/probe';
import type { Answered, RouteResult } from '../probe/route-result.ts';

/** The formats that have room for several routes, and are no JSON. */
export type TextFormat = 'markdown' | 'junit';

export function renderResults(results: readonly RouteResult[], format: TextFormat): string {
  return format === 'junit' ? renderJUnit(results) : renderMarkdown(results);
}

export function renderPage({ report, labels = {} }: Answered): string {
  return renderHtml(report, { labels });
}

export function renderJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
