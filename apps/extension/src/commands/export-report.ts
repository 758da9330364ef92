import * as vscode from 'vscode';
import { pick } from '../ask/ask.ts';
import { UserError } from '../errors.ts';
import { loadWork } from '../load-work.ts';
import { mention } from '../messages.ts';
import type { ShownReport } from '../probe-panel/probe-panels.ts';
import type { Command } from '../sticky.ts';

/** Saves the report of the panel in front as a page, as data, or for a pull request. */
export const exportReport: Command = async (sticky) => {
  const { shown } = sticky.panels;
  if (shown === undefined) throw new UserError(vscode.l10n.t('There is no report in front: probe first.'));
  const title = vscode.l10n.t('Export Probe Report');
  // Asked before the place: not every editor's dialog lets one of several formats be chosen there.
  const format = await pick(title, vscode.l10n.t('As what?'), [
    { value: 'html', label: vscode.l10n.t('Page'), description: vscode.l10n.t('HTML, all in one file') },
    { value: 'md', label: vscode.l10n.t('Markdown'), description: vscode.l10n.t('for a pull request') },
    { value: 'json', label: vscode.l10n.t('Data'), description: vscode.l10n.t('JSON, by its schema') },
  ]);
  if (format === undefined) return;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const file = await vscode.window.showSaveDialog({
    title,
    filters: { [format.toUpperCase()]: [format] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `sticky-report.${format}`) }),
  });
  if (file === undefined) return;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(await textOf(shown, format)));
  mention(vscode.l10n.t('Report saved: {0}', vscode.workspace.asRelativePath(file)));
};

async function textOf({ report, labels }: ShownReport, format: string): Promise<string> {
  const { renderHtml, renderMarkdown } = await loadWork();
  if (format === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  return format === 'md' ? renderMarkdown([{ name: report.url, report, labels }]) : renderHtml(report, { labels });
}
