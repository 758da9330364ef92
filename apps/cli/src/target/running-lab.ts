import type { LabInfo } from '@sticky/lab';
import { CliError } from '../errors.ts';
import { labStateDir } from './lab-files.ts';

/** @throws CliError `no-lab` */
export async function runningLab(): Promise<LabInfo> {
  const { labStatus } = await import('@sticky/lab');
  const info = await labStatus(labStateDir());
  if (info === undefined) throw new CliError('no-lab', 'no lab is running: start it with `sticky lab up`');
  return info;
}
