import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { labels, report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import type { Sample } from '../sample.ts';
import { reportSchema } from '../schema/report-schema.ts';
import { hostileText, reportSaying } from './hostile-report.fixture.ts';
import { renderHtml } from './html.ts';
import { looks } from './mark.ts';

const page = renderHtml(report, { labels });
const kinds = reportSchema.shape.verdict.shape.kind.options;

describe('a report as a page', () => {
  test('tells the verdict, why, and how sure it is', () => {
    expect(page).toContain('Sticky by cookie </h1>'.replace(' </h1>', ' <code>key</code></h1>'));
    expect(page).toContain('Chance would do this once in 1,000,000 probes.');
    expect(page).toContain('A route that loses one request in 7 would have been caught 19 times of 20.');
    expect(page).toContain('It ends 60 s after the first answer');
  });

  test('draws every request once, each kind with its own shape', () => {
    const drawn = [...page.matchAll(/<path class="(?:mark|hollow|cross) [^"]*" transform="[^"]*" d="([^"]*)"/g)];
    const shapes = Object.entries(looks).flatMap(([shape, { path }]) =>
      drawn.filter(([, d]) => d === path).map(() => shape),
    );
    expect(shapes).toEqual(['dot', 'dot', 'diamond', 'diamond', 'ring', 'ring', 'cross']);
  });

  test('says the same in words: a label for the picture, a tooltip for each mark, a table', () => {
    expect(page).toMatch(
      /role="img" aria-label="7 requests over 6 ms, 2 clients to follow: rdn6q answered 3, 6gjmv answered 3, 1 failed\./,
    );
    expect(page).toContain('<title>2 ms, client 1, connection 3: rdn6q, set key</title>');
    expect(page.match(/<tr><td class="n">\d\.0<\/td>/g)).toHaveLength(7);
    expect(page).toContain('status 503');
  });

  test('marks what happened with a labelled line', () => {
    const events = [
      { at: 3, text: 'pod rdn6q deleted' },
      { at: 3.1, text: 'replaced' },
    ];
    const drawn = renderHtml({ ...report, events }, { labels });
    expect(drawn.match(/<line class="event"/g)).toHaveLength(2);
    const heights = [...drawn.matchAll(/<text class="event-label" x="[\d.]+" y="(\d+)"/g)].map(([, y]) => y);
    expect(new Set(heights).size).toBe(2);
  });

  test('calls a backend by its short name, and keeps its full one at hand', () => {
    const plain = renderHtml(report);
    expect(plain).toContain('>5f0c4a12<title>5f0c4a12-aaaa</title>');
  });

  test('has no script, loads nothing, and is allowed nothing but its own stylesheet', () => {
    const css = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(css).digest('base64');
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`);
    expect(page).not.toMatch(/<script|\son\w+=|\sstyle=|<link|<img|url\(|@import|javascript:/i);
    expect(page.replace(/http:\/\/sticky\.info\/?/g, '')).not.toMatch(/https?:/);
  });

  test("takes a page's nonce", () => {
    const own = renderHtml(report, { nonce: 'r4nd0m' });
    expect(own).toContain(`style-src 'nonce-r4nd0m'"`);
    expect(own).toContain('<style nonce="r4nd0m">');
  });

  test('keeps to a theme when told', () => {
    expect(renderHtml(report, { theme: 'dark' })).toContain('data-theme="dark"');
    expect(page).toContain('content="light dark"');
  });

  test('tells what is known of a cookie, and its findings, each with a word for its sign', () => {
    expect(page).toContain('60 s from the answer that set it, also in the middle of a visit');
    expect(page).toContain('on a visit, by a link on another site; not inside another site');
    expect(page).toContain('the router. Its value changes with the backend');
    expect(page).toContain('<li class="warning"><span class="unseen">Warning: </span>It ends 60 s after');
  });

  test('says what the backends are told apart by', () => {
    expect(page).toContain('Backends are told apart by /uuid, found: a uuid, one for each of two backends.');
  });

  test('stays under a megabyte with thousands of requests, and says which are shown', () => {
    const samples = Array.from({ length: 20_000 }, (_, at): Sample => {
      const backend = `backend-${at % 3}-${'x'.repeat(240)}`;
      return { at, session: at % 700, experiment: 'cookie', connection: at, backend, cookiesSet: [], took: 1 };
    });
    const drawn = renderHtml({ ...report, samples, requests: samples.length });
    expect(Buffer.byteLength(drawn)).toBeLessThan(1_000_000);
    expect(drawn).toContain('1,000 of 20,000 requests are shown: failures, moves and cookies set first');
    expect(drawn).toContain('aria-label="20000 requests over 20 s, 700 clients to follow: ');
  });

  test('stays under a megabyte whatever a route says how often', () => {
    const long = '"<\u202e'.repeat(500);
    const many = <T>(make: (index: number) => T) => Array.from({ length: 3_000 }, (_, index) => make(index));
    const hostile = reportSaying(long);
    const [evidence, sample, cookie] = [hostile.evidence[0], hostile.samples[2], hostile.cookies[0]];
    if (!(evidence && sample && cookie)) throw new Error('the fixture is empty');
    const drawn = renderHtml({
      ...hostile,
      verdict: { ...hostile.verdict, advice: many(() => long) },
      evidence: many(() => evidence),
      cookies: many(() => cookie),
      samples: many((at) => ({
        ...sample,
        at,
        session: at,
        backend: `${at}${long}`,
        cookiesSet: many(() => cookie).slice(0, 50),
      })),
      sessionsPerBackend: Object.fromEntries(many((index) => [`${index}${long}`, 1])),
      events: many((at) => ({ at, text: long })),
    });
    expect(Buffer.byteLength(drawn)).toBeLessThan(1_000_000);
    expect(drawn).toContain('other pods');
  });

  test.each(kinds)('has a sign and a colour for the verdict %s', (kind) => {
    const drawn = renderHtml({ ...report, verdict: { ...report.verdict, kind } });
    expect(drawn).toMatch(/<section class="verdict (ok|warning|bad|info)"/);
    expect(drawn).toMatch(/<path class="sign" d="M[^"]+"/);
  });

  test('shows a report that has next to nothing in it', () => {
    const bare: Report = {
      ...report,
      samples: [],
      evidence: [],
      cookies: [],
      sessionsPerBackend: {},
      verdict: { ...report.verdict, advice: [] },
    };
    expect(renderHtml(bare)).toContain('The route set none.');
  });

  test('lets no text of the route become markup, wherever it stands', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const drawn = elementsOf(renderHtml(reportSaying(text), { labels: { [text]: text } }));
        expect(drawn.filter(({ tagName }) => !known.has(tagName))).toEqual([]);
        const attributes = new Set(drawn.flatMap(({ attrs }) => attrs.map(({ name }) => name)));
        expect([...attributes].filter((name) => /^on|^style$|href|src/.test(name))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

/** Every element of a page, as a browser reads it. */
function elementsOf(page: string): readonly DefaultTreeAdapterTypes.Element[] {
  const below = (node: DefaultTreeAdapterTypes.Node): readonly DefaultTreeAdapterTypes.Element[] => [
    ...('tagName' in node ? [node] : []),
    ...('childNodes' in node ? node.childNodes.flatMap(below) : []),
  ];
  return below(parse(page));
}

const known = new Set(
  elementsOf(page)
    .map(({ tagName }) => tagName)
    .concat('li', 'line', 'br'),
);
