import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabProcess } from '@sticky/lab';
import { labPrograms, labStateDir } from '../target/lab-files.ts';

export interface DemoLab {
  readonly lab: LabProcess;
  /** Whether it had to take a folder of its own, because a lab runs in the usual one. */
  readonly aside: boolean;
  close(): Promise<void>;
}

/** Starts a lab that ends with this process: in the usual folder, or beside a lab that runs there. @throws LabError */
export async function startDemoLab(signal: AbortSignal): Promise<DemoLab> {
  const { LabError, spawnLab } = await import('@sticky/lab');
  const start = (stateDir: string) => spawnLab({ ...labPrograms(), stateDir, detached: false, signal });
  try {
    const lab = await start(labStateDir());
    return { lab, aside: false, close: () => lab.close() };
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'already-running') throw error;
  }
  const folder = await mkdtemp(join(tmpdir(), 'sticky-demo-'));
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  try {
    const lab = await start(folder);
    return { lab, aside: true, close: () => lab.close().finally(removeFolder) };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}
