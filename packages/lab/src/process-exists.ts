import { hasCode } from './network/listen.ts';

/** Whether there is a process of that id, whoever's it is. */
export function processExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
