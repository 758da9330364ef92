import * as vscode from 'vscode';
import { UserError } from '../errors.ts';
import { loadWork } from '../load-work.ts';
import { mention } from '../messages.ts';
import type { ShownReport } from '../probe-panel/probe-panels.ts';
import type { Command } from '../sticky.ts';

/** Saves the report of the panel in front as a page, as data, or for a pull request. */
export const exportReport: Command = async (sticky) => {
  const { shown } = sticky.panels;
  if (shown === undefined) throw new UserError(vscode.l10n.t('There is no report in front: probe first.'));
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Probe Report'),
    filters: {
      [vscode.l10n.t('Page')]: ['html'],
      [vscode.l10n.t('Data')]: ['json'],
      [vscode.l10n.t('Markdown')]: ['md'],
    },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, 'sticky-report.html') }),
  });
  if (file === undefined) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(await textOf(shown, file.path)));
  mention(vscode.l10n.t('Report saved: {0}', vscode.workspace.asRelativePath(file)));
};

/** What the end of its name asks for; a page where that says nothing. */
async function textOf({ report, labels }: ShownReport, path: string): Promise<string> {
  const { renderHtml, renderMarkdown } = await loadWork();
  if (path.endsWith('.json')) return `${JSON.stringify(report, undefined, 2)}\n`;
  return path.endsWith('.md') ? renderMarkdown([{ name: report.url, report, labels }]) : renderHtml(report, { labels });
}
