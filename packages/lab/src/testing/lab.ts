import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Lab, type LabImage, type LabOptions, startLab } from '../lab.ts';

/** The lab's process script, from source. */
export const MAIN = resolve(import.meta.dirname, '../main.ts');

/** The name under which the tutorial knows the uuid app. */
export const UUID_IMAGE = 'mopckou/sticky-session:0.0.5';

const UUID_APP = resolve(import.meta.dirname, '../../../../apps/uuid-app/dist/uuid-app.cjs');

export const IMAGES: Readonly<Record<string, LabImage>> = { [UUID_IMAGE]: { script: UUID_APP } };

/** A folder of this test alone, removed with it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sticky-lab-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A lab in this process that knows the uuid app. Ends with the test. */
export async function startTestLab(options: Partial<LabOptions> = {}): Promise<Lab> {
  const lab = await startLab({ stateDir: await temporaryFolder(), images: IMAGES, main: MAIN, ...options });
  onTestFinished(() => lab.close());
  return lab;
}
