import { once } from 'node:events';
import { hasCode } from '../network/listen.ts';

/**
 * Waits until the lab that holds the other end of stdin is gone, however it ended, and has a process that it left stopped
 * go on. Nothing worse can come of it: should the id be that of another process by then, that one runs already.
 */
export async function resumeWithoutLab(pid: number): Promise<void> {
  process.stdin.resume();
  await once(process.stdin, 'close');
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
