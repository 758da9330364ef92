import { describe, expect, test } from 'vitest';
import type { ReportEvent } from '../report.ts';
import type { Sample } from '../sample.ts';
import { numberClients } from './clients.ts';
import { shapeOf } from './mark.ts';
import { backendsOf, nameBackends } from './names.ts';
import { timeline } from './timeline.ts';

function sample(at: number, session: number, backend: string, rest: Partial<Sample> = {}): Sample {
  return { at, session, backend, experiment: 'cookie', connection: at, status: 200, cookiesSet: [], took: 1, ...rest };
}

function draw(samples: readonly Sample[], events: readonly ReportEvent[] = []): string {
  const backends = backendsOf(samples);
  const names = nameBackends(backends);
  return timeline({ samples, events, backends, names, clients: numberClients(samples), summary: 'a summary' }).markup;
}

const heightsOf = (points: string | undefined) => (points ?? '').split(' ').map((point) => point.split(',')[1]);
const linesOf = (drawn: string) => [...drawn.matchAll(/<polyline class="path c(\d) d\d" points="([^"]*)"/g)];

describe('who answered when', () => {
  test('a client that stays is a level line, one that moves leads to another row', () => {
    const drawn = draw([sample(0, 1, 'a'), sample(1, 2, 'a'), sample(2, 1, 'a'), sample(3, 2, 'b')]);
    const [stays, moves] = linesOf(drawn).map(([, , points]) => new Set(heightsOf(points)).size);
    expect({ stays, moves }).toEqual({ stays: 1, moves: 2 });
  });

  test('a failure breaks no line, and stands in a row of its own', () => {
    const failed: Sample = {
      at: 1,
      session: 1,
      experiment: 'cookie',
      connection: 1,
      cookiesSet: [],
      took: 1,
      failure: 'timeout',
    };
    const drawn = draw([sample(0, 1, 'a'), failed, sample(2, 1, 'a')]);
    expect(new Set(heightsOf(linesOf(drawn)[0]?.[2])).size).toBe(1);
    expect(drawn).toContain('>no answer<');
    expect(drawn).toContain('failed: timeout</title>');
  });

  test('a client keeps its colour and its number, also on another backend', () => {
    const samples = [sample(0, 7, 'a'), sample(1, 9, 'b'), sample(2, 7, 'b'), sample(3, 9, 'b')];
    expect([...numberClients(samples)]).toEqual([
      [7, 1],
      [9, 2],
    ]);
    expect(draw(samples).match(/class="mark c1 d1"/g)).toHaveLength(2);
    expect(draw(samples).match(/<text class="number"[^>]*>1</g)).toHaveLength(2);
  });

  test('clients without a jar have no number and no line', () => {
    const fresh = [0, 1, 2].map((at) => sample(at, at, 'a', { experiment: 'fresh' }));
    expect(numberClients(fresh).size).toBe(0);
    expect(draw(fresh)).not.toMatch(/polyline|class="number"/);
  });

  test.for<[kind: string, rest: Partial<Sample>, shape: string]>([
    ['with a jar', {}, 'dot'],
    ['that set a cookie', { cookiesSet: [{ name: 'key', secure: false, httpOnly: true }] }, 'diamond'],
    ['on a kept connection', { experiment: 'connection' }, 'square'],
    ['without some cookies', { experiment: 'ablation' }, 'triangle'],
    ['with an altered cookie', { experiment: 'forged' }, 'triangle'],
    ['from another address', { experiment: 'address' }, 'pentagon'],
    ['by another protocol', { experiment: 'http2' }, 'hexagon'],
    ['of a new client', { experiment: 'fresh' }, 'ring'],
    ['that was refused on purpose', { experiment: 'oversized', failure: 'bad-status' }, 'refusal'],
    ['that failed', { experiment: 'fresh', failure: 'timeout' }, 'cross'],
  ])('a request %s has its own shape', ([, rest, shape]) => {
    expect(shapeOf(sample(0, 1, 'a', rest), true)).toBe(shape);
  });

  test('24 clients have lines that differ in colour or dash, and each its number twice', () => {
    const samples = Array.from({ length: 48 }, (_, index) => sample(index, index % 24, 'a'));
    const looks = [...draw(samples).matchAll(/<polyline class="path (c\d d\d)"/g)].map(([, look]) => look);
    expect(new Set(looks).size).toBe(24);
    expect(draw(samples).match(/<text class="number"/g)).toHaveLength(48);
  });

  test('backends without a row of their own share one', () => {
    const samples = [sample(0, 1, 'a'), sample(1, 2, 'b'), sample(2, 3, 'c')];
    const drawn = timeline({
      samples,
      events: [],
      backends: ['a'],
      names: nameBackends(['a']),
      clients: numberClients(samples),
      summary: '',
    }).markup;
    expect(drawn.match(/class="row/g)).toHaveLength(2);
    expect(drawn).toContain('>other pods<');
  });

  test('labels of events that are close stand on levels of their own, and stay inside', () => {
    const events = [10_000, 10_100, 19_900].map((at) => ({ at, text: `something happened at ${at}` }));
    const drawn = draw([sample(0, 1, 'a'), sample(20_000, 1, 'a')], events);
    const labels = [...drawn.matchAll(/<text class="event-label" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)"/g)];
    expect(labels).toHaveLength(3);
    expect(labels[0]?.[2]).not.toBe(labels[1]?.[2]);
    expect(labels[2]?.[3]).toBe('end');
  });

  test('draws hundreds of clients without growing out of the page', () => {
    const samples = Array.from({ length: 600 }, (_, index) => sample(index, index % 200, index % 2 === 0 ? 'a' : 'b'));
    const [, height] = /viewBox="0 0 1000 ([\d.]+)"/.exec(draw(samples)) ?? [];
    expect(Number(height)).toBeLessThan(420);
  });
});
