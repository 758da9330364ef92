import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { describe, expect, test } from 'vitest';
import { judge } from '../expect/judge.ts';
import type { RouteOutcome } from '../expect/route-outcome.ts';
import { labels, report } from '../report.fixture.ts';
import type { Report } from '../report.ts';
import { hostileText, reportSaying } from './hostile-report.fixture.ts';
import { renderMarkdown } from './markdown.ts';

const good: RouteOutcome = { name: 'shop', report, labels, judgement: judge(report, { verdict: ['sticky'] }) };
const bad: RouteOutcome = {
  name: 'cart',
  report,
  judgement: judge(report, { verdict: ['one-backend'], backendsAtLeast: 3 }),
};
const none: RouteOutcome = {
  name: 'gone',
  error: { code: 'unreachable', message: 'It gives no answer: ECONNREFUSED.' },
};

describe('reports as Markdown', () => {
  test('begin with one table of all routes', () => {
    expect(renderMarkdown([good, bad, none]).split('\n').slice(0, 7)).toEqual([
      '### ❌ Session affinity: 2 of 3 routes not as expected',
      '',
      '| route | verdict | odds | as expected | requests |',
      '| --- | --- | --- | --- | ---: |',
      '| <code>shop</code> | ✅ Sticky by cookie <code>key</code>. | 1 : 1,000,000 | ✅ | 7 |',
      '| <code>cart</code> | ✅ Sticky by cookie <code>key</code>. | 1 : 1,000,000 | ❌ expected one-backend, found sticky-by-cookie, and 1 more | 7 |',
      '| <code>gone</code> | ❌ No verdict: It gives no answer: ECONNREFUSED. | | ❌ | |',
    ]);
  });

  test('fold what was seen on each route, and leave open what is not as expected', () => {
    const page = elementsOf(pageOf(renderMarkdown([good, bad])));
    const details = page.filter(({ tagName }) => tagName === 'details');
    expect(details.map((one) => textOf(one).trim().split('\n')[0])).toEqual([
      'cart: Sticky by cookie "key"',
      'shop: Sticky by cookie "key"',
    ]);
    expect(details.map(({ attrs }) => attrs.map(({ name }) => name))).toEqual([['open'], []]);
    const [, shop] = details;
    expect(shop && textOf(shop)).toMatch(/Chance would do this once in 1,000,000 probes\./);
    expect(shop && textOf(shop)).toMatch(/2 sessions\s+2 of 2 sessions stayed, 1 : 1, 1 failed\s+5/);
    expect(shop && textOf(shop)).toContain('Sessions started: 1 on rdn6q, 1 on 6gjmv.');
    expect(shop && textOf(shop)).toContain('Backends told apart by /uuid, found: a uuid');
  });

  test('of routes of which nothing was expected tell only what they are', () => {
    expect(renderMarkdown([{ name: 'shop', report }])).toMatch(/^### Session affinity: 1 route probed\n/);
  });

  test('show a hostile text as text: the page is built as ever, and nothing leads or calls anywhere', () => {
    const built = (outcome: RouteOutcome) =>
      elementsOf(pageOf(renderMarkdown([outcome]))).map(({ tagName }) => tagName);
    const outcomeOf = (name: string, said: Report): RouteOutcome => ({
      name,
      report: said,
      judgement: judge(said, { verdict: ['sticky'], identity: 'x' }),
    });
    const expected = built(outcomeOf('a', reportSaying('a'))).filter((tag) => tag !== 'code');
    fc.assert(
      fc.property(hostileText, (text) => {
        const outcome = outcomeOf(text, reportSaying(text));
        expect(built(outcome).filter((tag) => tag !== 'code')).toEqual(expected);
        const page = pageOf(renderMarkdown([outcome]));
        expect(textOf(page, 'code')).not.toMatch(/[@#]\w|:\/\/|www\./i);
        expect(textOf(page).replaceAll('\u200b', '')).not.toMatch(/[\p{Cf}\r]/u);
      }),
      { numRuns: 60 },
    );
  });

  test('show a text as it is, letter by letter', () => {
    const texts = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(texts, (name) => {
        const [cell] = elementsOf(pageOf(renderMarkdown([{ name, report }]))).filter(({ tagName }) => tagName === 'td');
        expect(cell && textOf(cell).replaceAll('\u200b', '')).toBe(name);
      }),
      { numRuns: 40 },
    );
  });

  test('always fit into a comment, and say what was left out', () => {
    const long = 'x|'.repeat(5_000);
    const many = Array.from({ length: 300 }, (_, index) => ({ ...good, name: `${index} ${long}` }));
    const markdown = renderMarkdown(many);
    expect(markdown.length).toBeLessThan(65_536);
    expect(markdown).toContain('And 100 more routes.');
    expect(markdown).toMatch(
      /_Left out, since a comment has room for 65,536 characters: the evidence on \d+ routes\._/,
    );
    expect(renderMarkdown([{ name: 'a', report: reportSaying(long) }]).length).toBeLessThan(65_536);
  });
});

/** A page as GitHub builds it, less what it does to HTML that it does not like. */
function pageOf(markdown: string): DefaultTreeAdapterTypes.DocumentFragment {
  const page = micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  return parseFragment(page);
}

function elementsOf(node: DefaultTreeAdapterTypes.Node): readonly DefaultTreeAdapterTypes.Element[] {
  return [...('tagName' in node ? [node] : []), ...('childNodes' in node ? node.childNodes.flatMap(elementsOf) : [])];
}

/** All text below a node but that in elements called `less`, with the marks that part what GitHub would link. */
function textOf(node: DefaultTreeAdapterTypes.Node, less?: string): string {
  if ('value' in node) return node.value;
  if ('tagName' in node && node.tagName === less) return '';
  return 'childNodes' in node ? node.childNodes.map((child) => textOf(child, less)).join('') : '';
}
