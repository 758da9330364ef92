import { probeText } from '../present/probe-text.ts';
import type { Answered, Unanswered } from '../probe/route-result.ts';
import type { Run } from '../run.ts';
import { renderJson, renderPage, renderResults } from './render-results.ts';
import { type ReportFile, writeReportFile } from './report-file.ts';

/** Shows what was found about one route, and writes the files that were asked for. */
export async function reportRoute(run: Run, route: Answered, files: readonly ReportFile[]): Promise<void> {
  const { output } = run.options;
  run.terminal.result(route.report, (style) =>
    output === 'markdown' || output === 'junit' ? renderResults([route], output) : probeText(route, style),
  );
  for (const file of files) await writeReportFile(run, file.path, textOf(route, file));
}

/** Writes why a route gave nothing to judge, to the files that have room for it: a CI server must not miss the report. */
export async function reportUnanswered(run: Run, route: Unanswered, files: readonly ReportFile[]): Promise<void> {
  for (const { path, format } of files) {
    if (format === 'markdown' || format === 'junit') {
      await writeReportFile(run, path, renderResults([route], format));
    }
  }
}

function textOf(route: Answered, { format }: ReportFile): string {
  if (format === 'json') return renderJson(route.report);
  return format === 'html' ? renderPage(route) : renderResults([route], format);
}
