import { isDeepStrictEqual } from 'node:util';
import type { PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import { matches } from '../label-selector.ts';
import { type FieldError, invalid, notSupported } from './field-error.ts';

interface Workload {
  readonly selector: LabelSelector;
  readonly template?: PodTemplateSpec;
}

/** What Deployments and ReplicaSets ask of selector and template; `what` names the kind in sentences. */
export function templateErrors(what: string, { selector, template }: Workload): FieldError[] {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  if (Object.keys(matchLabels).length + matchExpressions.length === 0) {
    return [invalid('selector', selector, `empty selector is invalid for ${what}`)];
  }
  const labels = template?.metadata?.labels ?? {};
  const strangers = matches(selector, labels)
    ? []
    : [invalid('template.metadata.labels', labels, '`selector` does not match template `labels`')];
  const policy = template?.spec?.restartPolicy;
  const ends =
    policy === undefined || policy === 'Always'
      ? []
      : [notSupported('template.spec.restartPolicy', policy, ['Always'])];
  return [...strangers, ...ends];
}

interface HasSelector {
  readonly spec?: { readonly selector?: LabelSelector };
}

/** A selector never changes: pods would be left behind. */
export function selectorChangeErrors(draft: HasSelector, previous: HasSelector): FieldError[] {
  const { selector } = draft.spec ?? {};
  return isDeepStrictEqual(selector, previous.spec?.selector)
    ? []
    : [invalid('spec.selector', selector, 'field is immutable')];
}
