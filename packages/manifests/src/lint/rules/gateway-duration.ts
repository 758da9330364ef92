import { durationIssue, parseDuration } from '../../duration.ts';
import { gatewayDuration as durationOf, gatewaySeconds } from '../../gateway-duration.ts';
import type { Path } from '../../router.ts';
import { quote } from '../../rules/quote.ts';
import type { SourceDocument } from '../../yaml/source.ts';
import type { LintRule, Scene } from '../rule.ts';
import { hashCookies } from '../view/hash-cookie.ts';
import { sessionPersistences } from '../view/session-persistence.ts';

export const gatewayDuration: LintRule = {
  id: 'gateway-duration',
  severity: 'error',
  title: 'A lifetime that is no duration of the Gateway API',
  why: 'A duration has no days and at most five digits before each unit: the API server refuses the object.',
  documentation: 'https://gateway-api.sigs.k8s.io/geps/gep-2257/',
  *check(scene) {
    for (const { document, path, value } of durations(scene)) {
      if (typeof value === 'string' && gatewaySeconds(value) !== undefined) continue;
      const meant = meaning(value);
      yield {
        document,
        path,
        message: `${quote(String(value))} is refused here: write ${meant === undefined ? 'it as 48h, 1h30m or 60s' : quote(meant)}.`,
        ...(meant !== undefined && {
          fix: { title: `Write ${meant}`, edits: [{ document, edit: { kind: 'set', path, value: meant } }] },
        }),
      };
    }
  },
};

interface FoundDuration {
  readonly document: SourceDocument;
  readonly path: Path;
  readonly value: unknown;
}

function* durations(scene: Scene): Generator<FoundDuration> {
  for (const { document, path, fields } of sessionPersistences(scene)) {
    if (fields.has('absoluteTimeout')) {
      yield { document, path: [...path, 'absoluteTimeout'], value: fields.get('absoluteTimeout') };
    }
  }
  for (const { document, path, cookie } of hashCookies(scene)) {
    if (cookie.has('ttl')) yield { document, path: [...path, 'ttl'], value: cookie.get('ttl') };
  }
}

/** What days, and seconds with too many digits, are as a duration of the Gateway API. A number alone has no unit to go by. */
function meaning(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/[dhms]$/.test(value) || durationIssue(value) !== undefined) return undefined;
  return durationOf(parseDuration(value));
}
