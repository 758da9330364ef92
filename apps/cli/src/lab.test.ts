import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createUser } from './sticky.fixture.ts';

it('starts a lab that stays, tells where it is, and ends it', async () => {
  await using user = await createUser();

  const up = await user.sticky('lab', 'up', '-o', 'json');
  expect(up.code, up.stderr).toBe(0);
  expect(JSON.parse(up.stdout)).toMatchObject({
    context: 'sticky-lab',
    server: expect.stringMatching(/^https:\/\/127\./),
  });

  expect(await user.sticky('lab', 'up')).toMatchObject({ code: 0, stderr: 'The lab is running already.\n' });
  const status = await user.sticky('lab', 'status', '-o', 'json');
  // How long it took is told by who waited for it.
  expect(JSON.parse(status.stdout)).toEqual({ ...JSON.parse(up.stdout), readyIn: expect.any(Number) });
  const kubeconfig = (await user.sticky('lab', 'kubeconfig')).stdout.trim();
  expect(existsSync(kubeconfig)).toBe(true);
  expect(await user.sticky('status')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('No apps in sticky-lab'),
  });

  expect(await user.sticky('lab', 'down')).toMatchObject({ code: 0, stdout: 'The lab has ended.\n' });
  expect(existsSync(kubeconfig)).toBe(false);
  await expect.poll(() => user.processes(), { timeout: 10_000 }).toEqual([]);
  expect(await user.sticky('lab', 'status')).toMatchObject({ code: 3, stdout: '' });
  expect(await user.sticky('lab', 'down')).toMatchObject({ code: 0, stdout: 'No lab was running.\n' });
});
