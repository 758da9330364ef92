import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LazyTimer } from './lazy-timer.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function start() {
  const fired: number[] = [];
  const timer = new LazyTimer(() => fired.push(performance.now()));
  const begun = performance.now();
  return { timer, fired: () => fired.map((at) => at - begun) };
}

test('fires once, when it is due', () => {
  const { timer, fired } = start();

  timer.set(100);
  vi.advanceTimersByTime(99);
  expect(fired()).toEqual([]);
  vi.advanceTimersByTime(200);

  expect(fired()).toEqual([100]);
});

test('that is set again counts from then, later or sooner', () => {
  const { timer, fired } = start();

  timer.set(100);
  vi.advanceTimersByTime(60);
  timer.set(100);
  vi.advanceTimersByTime(60);
  timer.set(1_000);
  timer.set(10);
  vi.advanceTimersByTime(2_000);

  expect(fired()).toEqual([130]);
});

test('that is cleared, or set to 0, does not fire, and can be set again', () => {
  const { timer, fired } = start();

  timer.set(100);
  timer.clear();
  vi.advanceTimersByTime(200);
  timer.set(100);
  timer.set(0);
  vi.advanceTimersByTime(200);
  timer.set(100);
  vi.advanceTimersByTime(200);

  expect(fired()).toEqual([500]);
});

test('needs one timer of the system for as long as it is set to later and later', () => {
  const { timer } = start();
  const made = vi.spyOn(globalThis, 'setTimeout');

  for (let count = 0; count < 90; count += 1) {
    timer.set(100);
    vi.advanceTimersByTime(1);
  }

  expect(made).toHaveBeenCalledTimes(1);
});

test('leaves no timer of the system behind when it is closed', () => {
  const { timer } = start();

  timer.set(100);
  timer.clear();
  timer.close();

  expect(vi.getTimerCount()).toBe(0);
});
