import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
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

test.skipIf(process.platform === 'win32')('a signal to the runner ends what the program has started, too', async () => {
  const module = JSON.stringify(new URL('./run.mjs', import.meta.url).href);
  // The program starts another one that tells its number, and waits for it as turbo waits for its tasks.
  const program = `require('child_process').spawn(process.execPath, ['-e',
    'console.log(process.pid); setInterval(() => {}, 1000)'], { stdio: 'inherit' }).on('exit', () => process.exit(1));
    process.on('SIGTERM', () => {});`;
  const runner = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { run } from ${module};
    const onOutput = (chunk) => process.stdout.write(chunk);
    process.exitCode = await run(process.execPath, ['-e', ${JSON.stringify(program)}], { onOutput });`,
  ]);
  const [pid] = await once(runner.stdout, 'data');
  runner.kill('SIGTERM');
  const [[code]] = await Promise.all([once(runner, 'exit'), text(runner.stdout)]);
  expect(code).toBe(143);
  expect(() => process.kill(Number(String(pid)), 0)).toThrow('ESRCH');
});
