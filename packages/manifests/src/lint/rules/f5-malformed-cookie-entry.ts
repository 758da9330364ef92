import { quote } from '../../rules/quote.ts';
import { annotationPath, setAnnotation } from '../annotation.ts';
import type { LintRule } from '../rule.ts';
import { F5_DOCUMENTATION, f5StickyOf, serviceOfEntry } from '../view/f5.ts';

export const f5MalformedCookieEntry: LintRule = {
  id: 'f5-malformed-cookie-entry',
  severity: 'error',
  title: 'An entry of sticky-cookie-services that F5 NGINX cannot read',
  why: 'F5 NGINX refuses the whole annotation over one entry, a blank behind a ";" is enough: no Service of the Ingress has its cookie.',
  documentation: F5_DOCUMENTATION,
  *check(scene) {
    for (const { document, annotations } of scene.ingresses) {
      const sticky = f5StickyOf(annotations);
      const wrong = sticky?.entries.find((entry) => serviceOfEntry(entry) === undefined);
      if (sticky === undefined || wrong === undefined) continue;
      const trimmed = sticky.entries
        .map((entry) => entry.trim().replace(/^(\S+)\s+/, '$1 '))
        .filter((entry) => entry !== '');
      const mends = trimmed.length > 0 && trimmed.every((entry) => serviceOfEntry(entry) !== undefined);
      yield {
        document,
        path: annotationPath(sticky.name),
        message: `The entry ${quote(wrong)} is not of the form "serviceName=web name expires=1h": correct it, or none of them counts.`,
        ...(mends && {
          fix: {
            title: 'Take the blanks out',
            edits: [setAnnotation(document, sticky.name, trimmed.join(';'))],
          },
        }),
      };
    }
  },
};
