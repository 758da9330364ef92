import { spawnSync } from 'node:child_process';

/** Runs kubectl with a text on its stdin; no kubeconfig, so no cluster. */
export function kubectl(args: readonly string[], input = '') {
  return spawnSync('kubectl', args, { input, encoding: 'utf8', env: { ...process.env, KUBECONFIG: '/dev/null' } });
}

/** Tests that want kubectl's own opinion are skipped where there is none. */
export const hasKubectl = kubectl(['version', '--client']).status === 0;
