import * as vscode from 'vscode';
import { chooseApp } from '../ask/choose-app.ts';
import { UserError } from '../errors.ts';
import type { Command } from '../sticky.ts';

/** Opens the address of an App's Service or route in a browser. */
export const openInBrowser: Command = async (sticky, subject) => {
  const chosen = await chooseApp(sticky, vscode.l10n.t('Open in Browser'), subject);
  if (chosen === undefined) return;
  const { app } = chosen;
  const url = subject?.route ?? app.service?.url ?? app.routes[0]?.url;
  if (url === undefined) throw new UserError(vscode.l10n.t('{0} has no address yet: expose it first.', app.name));
  await vscode.env.openExternal(await vscode.env.asExternalUri(vscode.Uri.parse(url, true)));
};
