import type { LogOutputChannel } from 'vscode';

/** The output channel "Sticky". No cookie value, token or credential is ever written to it. */
export type Log = LogOutputChannel;
