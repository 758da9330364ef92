import type { Plan } from '@sticky/cluster';
import { expect, it } from 'vitest';
import { createStyle } from '../terminal/style.ts';
import { conflictText, planText } from './plan-text.ts';

const plan: Plan = {
  title: 'Scale sticky-d from 1 to 2 pods',
  app: 'sticky-d',
  apply: [],
  patch: [],
  remove: [],
  conflicts: [{ manager: 'kubectl-scale', field: '.spec.replicas' }],
  losses: [{ field: 'maxAgeSeconds', reason: 'A Service knows no cookie.' }],
  notes: ['Ingress shared stays: it also leads to Service other.'],
  changes: [
    {
      action: 'update',
      ref: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'sticky-d' },
      before: 'spec:\n  replicas: 1\n',
      after: 'spec:\n  replicas: 2\n',
    },
    {
      action: 'unchanged',
      ref: { apiVersion: 'v1', kind: 'Service', name: 'sticky-d' },
      before: 'a: 1\n',
      after: 'a: 1\n',
    },
    { action: 'delete', ref: { apiVersion: 'v1', kind: 'Pod', name: 'a\u001b[2J' }, before: 'kind: Pod\n', after: '' },
  ],
};

it('shows a line and a diff for each object that changes, and what is lost', () => {
  expect(planText(plan, createStyle(false))).toMatchInlineSnapshot(`
    "Scale sticky-d from 1 to 2 pods
      ~ update Deployment sticky-d
      = unchanged Service sticky-d
      - delete Pod a�[2J
      Ingress shared stays: it also leads to Service other.

    --- live/deployment/sticky-d
    +++ deployment/sticky-d
    @@ -1,2 +1,2 @@
     spec:
    -  replicas: 1
    +  replicas: 2

    --- "live/pod/a\\033[2J"
    +++ /dev/null
    @@ -1,1 +0,0 @@
    -kind: Pod

    ! maxAgeSeconds: A Service knows no cookie."
  `);
});

it('names who manages a field that the plan wants', () => {
  expect(conflictText(plan.conflicts)).toBe('kubectl-scale manages .spec.replicas');
});
