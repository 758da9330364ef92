import { expect, test } from 'vitest';
import { run } from './run.mjs';

/** What `run` gives for a script, and all the script said. */
async function runScript(script: string, ...args: readonly string[]) {
  let output = '';
  const code = await run(process.execPath, ['-e', script, ...args], {
    onOutput: (chunk) => {
      output += chunk;
    },
  });
  return { code, output };
}

test('hands over arguments as they are, and the exit code back', async () => {
  const { code, output } = await runScript('console.log(process.argv.at(-1)); process.exitCode = 7', 'a "b" $HOME *');
  expect({ code, output }).toEqual({ code: 7, output: 'a "b" $HOME *\n' });
});

test('hears stdout and stderr, and leaves stdin closed', async () => {
  const { output } = await runScript('process.stdin.on("end", () => console.error("end")).resume()');
  expect(output).toBe('end\n');
});

test.skipIf(process.platform === 'win32')('a program ended by a signal ends as a shell says it', async () => {
  expect((await runScript('process.kill(process.pid, "SIGTERM")')).code).toBe(143);
});

test('a program that is not there is an error', async () => {
  await expect(run('no-such-program', [], { onOutput: () => {} })).rejects.toMatchObject({ code: 'ENOENT' });
});
