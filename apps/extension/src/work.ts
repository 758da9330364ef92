/**
 * The heavy half of the extension (the Kubernetes client, the probe, the lab's starter), bundled apart as `dist/work.cjs`.
 * Reached through `loadWork` alone, so that the editor's start never pays for it.
 */
export {
  type Cluster,
  type ContextSummary,
  carryOut,
  connect,
  deletePod,
  deploy,
  expose,
  getApp,
  listContexts,
  type Observation,
  observe,
  podIdentities,
  probeHints,
  reach,
  readLogs,
  remove,
  scale,
  stick,
  unstick,
  waitUntilReady,
} from '@sticky/cluster';
export {
  addFault,
  clearFaults,
  describeFault,
  followLabLog,
  type LabProcess,
  labStatus,
  spawnLab,
  stopLab,
} from '@sticky/lab';
export * as manifests from '@sticky/manifests';
export { probe, renderHtml, renderMarkdown } from '@sticky/probe';
