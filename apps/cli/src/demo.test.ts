import { expect, it } from 'vitest';
import { createUser } from './sticky.fixture.ts';

const steps = ['Deploy', 'Scale', 'Service', 'Ingress', 'Stick', 'Drill'];

it('walks through the tutorial, proves each step, and leaves nothing behind', async () => {
  await using user = await createUser();
  const { code, stdout, stderr } = await user.sticky('demo', '--exit');

  expect(code, stderr).toBe(0);
  expect([...stdout.matchAll(/^ {2}\d (\w+)/gm)].map(([, name]) => name)).toEqual(steps);
  expect(stdout).toContain('Pinned by the connection only.');
  expect(stdout).toMatch(/Not sticky: one (session|client) met both pods/);
  expect(stdout).toMatch(/Sticky by cookie "key"\./);
  expect(stdout).toMatch(/pod \w+ deleted, replaced by \w+/);
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  await expect.poll(() => user.processes(), { timeout: 10_000 }).toEqual([]);
});

it('answers a record of its steps as JSON, two at once beside each other', async () => {
  await using user = await createUser();
  const both = await Promise.all([user.sticky('demo', '-o', 'json'), user.sticky('demo', '-o', 'json')]);

  for (const { code, stdout } of both) {
    expect(code, stdout).toBe(0);
    const record: unknown = JSON.parse(stdout);
    expect(record).toMatchObject({ schema: 'sticky.demo/v1', ok: true });
    expect(record).toHaveProperty(
      'steps',
      steps.map((step) => expect.objectContaining({ step, ok: true })),
    );
  }
  await expect.poll(() => user.processes(), { timeout: 10_000 }).toEqual([]);
  expect((await user.files()).filter((name) => name.includes('sticky-demo-'))).toEqual([]);
});

it('takes its lab and its pods along when it is killed', async () => {
  await using user = await createUser();
  const { child, ended } = user.start('demo', '--exit');
  await expect.poll(() => user.files()).toContainEqual(expect.stringMatching(/lab\.json$/));
  child.kill('SIGKILL');
  await ended;
  await expect.poll(() => user.processes(), { timeout: 10_000 }).toEqual([]);
});

it('ends cleanly at Ctrl+C', async () => {
  await using user = await createUser();
  const { child, ended } = user.start('demo', '--exit');
  await expect.poll(() => user.files()).toContainEqual(expect.stringMatching(/lab\.json$/));
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130, stderr: expect.not.stringContaining('sticky:') });
  await expect.poll(() => user.processes(), { timeout: 10_000 }).toEqual([]);
});
