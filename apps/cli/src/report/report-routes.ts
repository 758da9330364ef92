import { extname } from 'node:path';
import { asExpected, type ExpectedRoute } from '@sticky/probe';
import { routeText, summaryText } from '../present/probe-text.ts';
import { isAnswered, type RouteResult } from '../probe/route-result.ts';
import type { Run } from '../run.ts';
import { renderJson, renderPage, renderResults } from './render-results.ts';
import { type ReportFile, writeReportFile } from './report-file.ts';

export interface ProbedFile {
  /** Path of the expectations. */
  readonly path: string;
  readonly expected: readonly ExpectedRoute[];
  /** Fewer than expected when Ctrl+C has left some out. */
  readonly results: readonly RouteResult[];
}

/** Shows a route as soon as it is probed, where the result is read by people. */
export function tellRoute({ terminal, options }: Run, result: RouteResult): void {
  if (options.output === 'table') terminal.line((style) => routeText(result, style));
}

/** Shows what all routes together came to, and writes the files that were asked for. */
export async function reportRoutes(run: Run, file: ProbedFile, files: readonly ReportFile[]): Promise<void> {
  const { output } = run.options;
  const { results, expected } = file;
  run.terminal.result(summaryOf(file), () =>
    output === 'markdown' || output === 'junit'
      ? renderResults(results, output)
      : summaryText(results, expected.length),
  );
  for (const { path, format } of files) {
    if (format === 'json') await writeReportFile(run, path, renderJson(summaryOf(file)));
    else if (format === 'html') await writePages(run, path, results);
    else await writeReportFile(run, path, renderResults(results, format));
  }
}

/** A page is about one route, so each has its own: `all.html` becomes `all-1-shop.html`, `all-2-chat.html`. */
async function writePages(run: Run, path: string, results: readonly RouteResult[]): Promise<void> {
  const end = extname(path);
  for (const [index, result] of results.entries()) {
    if (!isAnswered(result)) continue;
    const name = result.name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60);
    const own = `${path.slice(0, -end.length)}-${[String(index + 1), name].filter((part) => part !== '').join('-')}${end}`;
    await writeReportFile(run, results.length === 1 ? path : own, renderPage(result));
  }
}

function summaryOf({ path, expected, results }: ProbedFile) {
  return {
    schema: 'sticky.expectations/v1',
    file: path,
    met: results.length === expected.length && results.every(asExpected),
    routes: expected.map(({ name }, index) => {
      const result = results[index];
      if (result === undefined)
        return { name, met: false, error: { code: 'not-probed', message: 'It was not probed.' } };
      if (!isAnswered(result)) return { name, met: false, error: result.error };
      const { checks = [] } = result.judgement ?? {};
      return { name, met: asExpected(result), checks, report: result.report };
    }),
  };
}
