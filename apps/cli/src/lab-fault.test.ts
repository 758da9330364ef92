import { expect, it } from 'vitest';
import { createUser, type User } from './sticky.fixture.ts';

async function podOf(user: User): Promise<{ name: string; restarts: number }> {
  const { stdout } = await user.sticky('status', 'sticky-d', '-o', 'json');
  return JSON.parse(stdout).pods[0];
}

it('lets things go wrong for a time, says what comes of it, and ends it', async () => {
  await using user = await createUser();
  await user.sticky('lab', 'up');
  expect(await user.sticky('deploy')).toMatchObject({ code: 0 });
  expect(await user.sticky('expose', 'sticky-d', '--host', 'sticky.info')).toMatchObject({ code: 0 });
  const pod = await podOf(user);
  const short = pod.name.slice(pod.name.lastIndexOf('-') + 1);

  const latency = await user.sticky('lab', 'fault', 'latency', '200ms', '--host', 'sticky.info', '--share', '30%');
  expect(latency).toMatchObject({ code: 0, stderr: '' });
  expect(latency.stdout).toMatch(
    /^Requests for sticky\.info reach their pod 200 ms late, in 30 % of the tries, until \d\d:\d\d:\d\d\.\n.*\nWatch it: sticky lab log -f {2}End it: sticky lab fault clear latency-1\n$/,
  );
  const partition = await user.sticky('lab', 'fault', 'partition', short, '--for', '10m', '-o', 'json');
  const active = JSON.parse(partition.stdout);
  expect(active).toMatchObject({ id: 'partition-2', fault: { kind: 'partition', pod: pod.name, seconds: 600 } });

  const list = await user.sticky('lab', 'fault', 'list', '-o', 'json');
  expect(JSON.parse(list.stdout).faults).toEqual([expect.objectContaining({ id: 'latency-1' }), active]);
  expect((await user.sticky('lab', 'fault', 'list')).stdout.split('\n')).toEqual([
    expect.stringMatching(/^latency-1 {5}until \d\d:\d\d:\d\d {3}Requests for sticky\.info reach their pod/),
    expect.stringMatching(/^partition-2 {3}until \d\d:\d\d:\d\d {3}Pod \S+ is cut off from the ingress/),
    '',
  ]);

  const again = await user.sticky('lab', 'fault', 'clear', 'latency-3');
  expect(again).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no fault "latency-3": name one of latency-1/),
  });
  const unknown = await user.sticky('lab', 'fault', 'partition', 'zzzzz');
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining(`name one of ${pod.name}`) });
  const noRoute = await user.sticky('lab', 'fault', 'error', '503', '--host', 'stciky.info');
  expect(noRoute).toMatchObject({ code: 1, stderr: expect.stringContaining('name one of sticky.info') });

  expect(await user.sticky('lab', 'fault', 'clear', 'latency-1')).toMatchObject({ stdout: 'Ended: latency-1.\n' });
  expect(await user.sticky('lab', 'fault', 'clear')).toMatchObject({ stdout: 'Ended: partition-2.\n' });
  expect(await user.sticky('lab', 'fault', 'clear')).toMatchObject({ code: 0, stdout: 'No fault was on.\n' });
  expect(await user.sticky('lab', 'fault', 'list')).toMatchObject({ code: 0, stdout: 'No fault is on.\n' });

  const died = await user.sticky('lab', 'fault', 'die', short);
  expect(died.stdout).toMatch(new RegExp(`^Pod ${pod.name} is killed\\.\\n`));
  await expect.poll(() => podOf(user)).toMatchObject({ name: pod.name, restarts: 1 });
});

it.skipIf(process.platform === 'win32')('leaves no process that hangs', async () => {
  await using user = await createUser();
  await user.sticky('lab', 'up');
  await user.sticky('deploy');
  const { name } = await podOf(user);

  expect(await user.sticky('lab', 'fault', 'hang', name)).toMatchObject({ code: 0 });

  expect(await user.sticky('lab', 'down')).toMatchObject({ code: 0 });
  await expect.poll(() => user.processes(), { timeout: 10_000 }).toEqual([]);
});
