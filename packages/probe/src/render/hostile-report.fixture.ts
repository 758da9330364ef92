import fc from 'fast-check';
import { report } from '../report.fixture.ts';
import type { Report } from '../report.ts';

/** Texts that would do harm in HTML, XML, Markdown or a terminal, and anything else. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=1>',
    "' onload='1",
    '</title></style><b>',
    '</summary></details><h1>hello',
    '"]]>',
    ']]></system-out>',
    '&#60;b&#62;',
    '\u202egnp.exe',
    '\u001b[2J\u001b]0;title\u0007',
    '\r\n\r\n# heading',
    '\ufffe\uffff\u0000',
    '| a | b |\n| --- | --- |',
    '\\|',
    '`` ` ``',
    '![x](http://evil.test/x.png)',
    '[click](javascript:alert(1))',
    'https://evil.test www.evil.test me@evil.test',
    '@everyone #1 :tada: $$x$$',
    '- item\n1. item\n> quote\n***',
    '    code',
    '<!-- comment',
    '__proto__',
  ),
  fc.string({ unit: 'binary', minLength: 1 }),
);

/** The report with one text wherever a route can put a text of its own. */
export function reportSaying(text: string): Report {
  const { hygiene, verdict } = report;
  return {
    ...report,
    url: text,
    identity: { by: text, discovered: true, why: text },
    verdict: {
      ...verdict,
      cookie: text,
      headline: `Sticky by cookie "${text}".`,
      because: text,
      advice: [text],
      settle: text,
    },
    evidence: report.evidence.map((one) => ({ ...one, title: text, finding: text, backends: { [text]: 2 } })),
    cookies: report.cookies.map((one) => ({
      ...one,
      name: text,
      path: text,
      domain: text,
      sameSite: text,
      expires: text,
    })),
    hygiene: {
      cookies: (hygiene?.cookies ?? []).map((one) => ({
        ...one,
        name: text,
        returned: { ...one.returned, visit: false, why: text },
        setBy: { ...one.setBy, because: text },
        value: { ...one.value, written: text },
      })),
      findings: (hygiene?.findings ?? []).flatMap((one) => [
        { ...one, cookie: text, text },
        { id: one.id, severity: one.severity, text },
      ]),
    },
    samples: report.samples.map((one) => ({
      ...one,
      ...(one.backend === undefined ? { failure: text } : { backend: text }),
      cookiesSet: one.cookiesSet.map((set) => ({ ...set, name: text })),
    })),
    sessionsPerBackend: { [text]: 2 },
    events: [{ at: 3, text }],
  };
}
