import { CLIENT_IP_TIMEOUT, rangeIssue } from '../../rules/range.ts';
import type { LintRule } from '../rule.ts';

export const clientIpTimeout: LintRule = {
  id: 'client-ip-timeout',
  severity: 'error',
  title: 'A timeout that Kubernetes does not take',
  why: 'The API server refuses a Service whose timeoutSeconds is not from 1 to 86400, one day.',
  documentation: 'https://kubernetes.io/docs/reference/networking/virtual-ips/#session-stickiness-timeout',
  *check(scene) {
    for (const { document, timeoutSeconds } of scene.services) {
      const issue = timeoutSeconds === undefined ? undefined : rangeIssue(CLIENT_IP_TIMEOUT, timeoutSeconds);
      if (issue === undefined) continue;
      yield { document, path: ['spec', 'sessionAffinityConfig', 'clientIP', 'timeoutSeconds'], message: issue };
    }
  },
};
