import type { Command } from '../sticky.ts';

/** Shows which pod answers which request to the lab, and why, as it happens. */
export const showLabRequests: Command = async (sticky) => {
  await sticky.lab.look();
  sticky.labRequests.show();
};
