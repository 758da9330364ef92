import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readSecret, secretFlag } from './secret-flag.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sticky-cli-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const parse = secretFlag('--bearer');

it('reads where a secret is, and then the secret', async () => {
  vi.stubEnv('STICKY_TEST_TOKEN', 'from-env');
  await writeFile(join(folder, 'token'), 'from-file\n');
  expect(await readSecret('--bearer', parse('env:STICKY_TEST_TOKEN'))).toBe('from-env');
  expect(await readSecret('--bearer', parse(`file:${join(folder, 'token')}`))).toBe('from-file');
});

it('refuses a secret that stands there itself, and does not repeat it', () => {
  expect(() => parse('hunter2')).toThrow(/^--bearer: say where it is, env:NAME or file:PATH;(?!.*hunter2)/);
});

it('says what is missing', async () => {
  await writeFile(join(folder, 'empty'), '\n');
  await expect(readSecret('--bearer', parse('env:STICKY_TEST_NONE'))).rejects.toThrow(
    '--bearer: the variable STICKY_TEST_NONE is not set',
  );
  await expect(readSecret('--bearer', parse(`file:${join(folder, 'empty')}`))).rejects.toThrow('is empty');
  await expect(readSecret('--bearer', parse(`file:${join(folder, 'none')}`))).rejects.toThrow('--bearer: cannot read');
});
