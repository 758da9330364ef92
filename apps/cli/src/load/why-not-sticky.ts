import type { LoadReport } from '@sticky/probe';

/** Why a load does not show that its sessions stay; undefined when it does. */
export function whyNotSticky({ sessions, backends }: LoadReport): string | undefined {
  const { compared, moved } = sessions;
  if (moved > 0) return `expected sticky, and ${moved} of ${compared} sessions met more than one pod`;
  if (compared === 0)
    return 'expected sticky, and no session was answered twice: send more requests, or fewer sessions';
  if (Object.keys(backends).length > 1) return undefined;
  return 'expected sticky, and only one pod ever answered: with one alone every session stays';
}
