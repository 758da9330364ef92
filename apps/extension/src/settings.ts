import { homedir } from 'node:os';
import * as vscode from 'vscode';

export interface Settings {
  readonly kubeconfig: string | undefined;
  readonly namespace: string | undefined;
}

/** The user's settings; empty ones are left out, `~/` is the home folder. */
export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration('sticky');
  return {
    kubeconfig: text(settings.get('kubeconfig'))?.replace(/^~(?=[/\\])/, homedir()),
    namespace: text(settings.get('namespace')),
  };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
