import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { html } from './markup.ts';

describe('markup', () => {
  test('escapes every value', () => {
    expect(html`<p title="${`"'><script>&`}">${'<b>'}</p>`.markup).toBe(
      '<p title="&quot;&#39;&gt;&lt;script&gt;&amp;">&lt;b&gt;</p>',
    );
  });

  test('takes markup and lists of it as they are, and nothing for undefined', () => {
    expect(html`<ul>${[1, 2].map((n) => html`<li>${n}</li>`)}${undefined}</ul>`.markup).toBe(
      '<ul><li>1</li><li>2</li></ul>',
    );
  });

  test('lets nothing out of its place, whatever the value is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { markup } = html`<i a="${value}">${value}</i>`;
        expect(markup.slice(6, -4)).not.toMatch(/[<'\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(markup.split('"')).toHaveLength(3);
      }),
      { numRuns: 40 },
    );
  });
});
