import type { Command } from '../sticky.ts';

/** Reads the kubeconfig again and looks for a lab. What is open refreshes by itself. */
export const refresh: Command = (sticky) => sticky.refresh();
