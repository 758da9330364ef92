// `npm test [-- TURBO OPTIONS]`: sets the workspace up, then runs the tests of every package and counts them.
import { prepare } from './prepare.mjs';
import { TestCount } from './test-count.mjs';
import { turbo } from './turbo.mjs';

await prepare();
const count = new TestCount();
process.exitCode = await turbo('test', ['--continue=dependencies-successful', ...process.argv.slice(2)], (event) => {
  const line = count.read(event);
  if (line !== undefined) console.log(line);
});
console.log(count.end(process.exitCode));
