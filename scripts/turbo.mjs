import { pnpm } from './pnpm.mjs';
import { run } from './run.mjs';
import { root } from './workspace.mjs';

/**
 * One line of turbo's output.
 * @typedef {object} TurboEvent
 * @property {string} source `turbo`, or the task that said it: `@sticky/probe#test`.
 * @property {string} text Without colours.
 */

/**
 * Runs tasks of turbo.json in every package that has them.
 *
 * @param {readonly string[]} tasks
 * @param {readonly string[]} options
 * @param {(event: TurboEvent) => void} onEvent
 * @returns {Promise<number>} turbo's exit code.
 */
export async function turbo(tasks, options, onEvent) {
  let rest = '';
  const onOutput = (/** @type {string} */ chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onEvent(parse(line));
  };
  const [file, ...args] = pnpm();
  return run(file, [...args, 'turbo', 'run', ...tasks, '--json', ...options], {
    cwd: root,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    onOutput,
  });
}

/** @param {string} line @returns {TurboEvent} */
function parse(line) {
  try {
    const { source, text } = JSON.parse(line);
    return { source: String(source), text: String(text) };
  } catch {
    // What turbo says on stderr is plain text.
    return { source: 'turbo', text: line };
  }
}
