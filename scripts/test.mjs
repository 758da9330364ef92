// `npm test [-- TURBO OPTIONS]`: sets the workspace up, then runs the tests of every package and counts them.
// With the name of another task first (`e2e`), that one's tests.
import { prepare } from './prepare.mjs';
import { TestCount } from './test-count.mjs';
import { turbo } from './turbo.mjs';

const args = process.argv.slice(2);
const task = args[0]?.startsWith('-') ? 'test' : (args.shift() ?? 'test');

await prepare(['build']);
const count = new TestCount();
process.exitCode = await turbo([task], ['--continue=dependencies-successful', ...args], (event) => {
  const line = count.read(event);
  if (line !== undefined) console.log(line);
});
console.log(process.exitCode > 128 ? '  interrupted' : count.end(process.exitCode));
