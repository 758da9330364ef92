// `npm start [-- OPTIONS]`: sets the workspace up, then runs `sticky demo OPTIONS`.
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { run } from './run.mjs';
import { node, root } from './workspace.mjs';

await prepare(['build', 'package']);
process.exitCode = await run(node, [join(root, 'apps/cli/bin/sticky.js'), 'demo', ...process.argv.slice(2)]);
