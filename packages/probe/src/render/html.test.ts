import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { labels, report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { renderHtml } from './html.ts';

const page = renderHtml(report, { labels });

describe('a report as a page', () => {
  test('tells the verdict, why, and how sure it is', () => {
    expect(page).toContain('Sticky by cookie </h1>'.replace(' </h1>', ' <code>key</code></h1>'));
    expect(page).toContain('Chance would do this once in 1,000,000 probes.');
    expect(page).toContain('A route that loses one request in 7 would have been caught 19 times of 20.');
    expect(page).toContain('It ends 60 s after the first answer');
  });

  test('draws every request once, each kind with its own shape', () => {
    expect(page.match(/<path class="mark c\d"/g)).toHaveLength(2);
    expect(page.match(/<circle class="mark c\d" transform/g)).toHaveLength(2);
    expect(page.match(/<circle class="hollow loose"/g)).toHaveLength(2);
    expect(page.match(/<path class="cross" transform/g)).toHaveLength(1);
  });

  test('says the same in words: a label for the picture, a tooltip for each mark, a table', () => {
    expect(page).toMatch(
      /role="img" aria-label="7 requests over 6 ms, 2 clients with a cookie jar: rdn6q answered 3, 6gjmv answered 3, 1 failed\./,
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
    const attack = fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=1>',
      "' onload='1",
      '</title></style><b>',
      '"]]>',
      '\u202egnp.exe',
      '__proto__',
    );
    const nasty = fc.oneof(attack, fc.string({ unit: 'binary', minLength: 1 }));
    fc.assert(
      fc.property(nasty, (text) => {
        const hostile: Report = {
          ...report,
          url: text,
          verdict: {
            ...report.verdict,
            cookie: text,
            headline: `Sticky by cookie "${text}".`,
            because: text,
            advice: [text],
            settle: text,
          },
          evidence: report.evidence.map((one) => ({ ...one, title: text, finding: text })),
          cookies: report.cookies.map((one) => ({
            ...one,
            name: text,
            path: text,
            domain: text,
            sameSite: text,
            expires: text,
          })),
          samples: report.samples.map((one) => ({
            ...one,
            ...(one.backend === undefined ? { failure: text } : { backend: text }),
            cookiesSet: one.cookiesSet.map((set) => ({ ...set, name: text })),
          })),
          sessionsPerBackend: { [text]: 2 },
          events: [{ at: 3, text }],
        };
        const drawn = elementsOf(renderHtml(hostile, { labels: { [text]: text } }));
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
