import { stripVTControlCharacters } from 'node:util';

/**
 * Counts tests from vitest's own totals in the output of `turbo test`, and keeps the rest until it is needed.
 */
export class TestCount {
  #passed = 0;
  #failed = 0;
  /** @type {Map<string, { lines: string[], failed: number, cached: boolean }>} */
  #sources = new Map();
  /** @type {string[]} */
  #failedTasks = [];

  /**
   * @param {import('./turbo.mjs').TurboEvent} event
   * @returns {string | undefined} What to show now: a line when a package's tests are through.
   */
  read({ source, text }) {
    const line = stripVTControlCharacters(text);
    const seen = this.#sources.get(source) ?? { lines: [], failed: 0, cached: false };
    this.#sources.set(source, seen);
    seen.lines.push(text);
    if (line.startsWith('cache hit')) seen.cached = true;
    if (source === 'turbo') {
      const tasks = /^Failed:\s+(.*)$/.exec(line)?.[1];
      if (tasks !== undefined) this.#failedTasks = tasks.split(',').map((task) => task.trim());
      return undefined;
    }
    const totals = /^\s+Tests\s+(\d.*?)(?: \(\d+\))?$/.exec(line)?.[1];
    if (totals === undefined) return undefined;
    this.#passed += countOf(totals, 'passed');
    seen.failed = countOf(totals, 'failed');
    this.#failed += seen.failed;
    const name = source.replace(/^@sticky\//, '').replace(/#.*$/, '');
    return `  ${name.padEnd(14)}${totals}${seen.cached ? '   (unchanged since)' : ''}`;
  }

  /**
   * @param {number} code turbo's exit code.
   * @returns {string} All that the failed tasks said, or turbo itself when it ran none; then `N passed, N failed`. A
   *   task that failed without a failed test (a file that cannot be loaded, an error outside of tests) counts as one.
   */
  end(code) {
    const failed = code === 0 || this.#failedTasks.length > 0 ? this.#failedTasks : ['turbo'];
    const without = failed.filter((task) => !this.#sources.get(task)?.failed).length;
    const logs = failed.map((task) => `\n  ${task}\n\n${this.#sources.get(task)?.lines.join('\n') ?? ''}\n`);
    return `${logs.join('')}\n  ${this.#passed} passed, ${this.#failed + without} failed`;
  }
}

/** @param {string} totals As in `1 failed | 36 passed`. @param {string} what */
function countOf(totals, what) {
  return Number(new RegExp(`(\\d+) ${what}`).exec(totals)?.[1] ?? 0);
}
