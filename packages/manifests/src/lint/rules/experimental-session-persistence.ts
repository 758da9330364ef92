import type { SourceDocument } from '../../yaml/source.ts';
import type { LintRule } from '../rule.ts';
import { sessionPersistences } from '../view/session-persistence.ts';

export const experimentalSessionPersistence: LintRule = {
  id: 'experimental-session-persistence',
  severity: 'note',
  title: 'A field of the experimental channel',
  why: 'CRDs of the standard channel drop sessionPersistence without a word, and its shape changes after Gateway API 1.6.',
  documentation: 'https://gateway-api.sigs.k8s.io/concepts/versioning/#release-channels',
  *check(scene) {
    const told = new Set<SourceDocument>();
    for (const { document, path } of sessionPersistences(scene)) {
      if (told.has(document)) continue;
      told.add(document);
      yield {
        document,
        path,
        part: 'key',
        message: 'This needs CRDs of the experimental channel: look whether the object in the cluster still has it.',
      };
    }
  },
};
