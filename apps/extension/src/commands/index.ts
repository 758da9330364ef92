import type { Command } from '../sticky.ts';
import { closeContext } from './close-context.ts';
import { deletePod } from './delete-pod.ts';
import { deploy } from './deploy.ts';
import { exportReport } from './export-report.ts';
import { expose } from './expose.ts';
import { labFault } from './lab-fault.ts';
import { makeSticky } from './make-sticky.ts';
import { openInBrowser } from './open-in-browser.ts';
import { probe, probeThoroughly } from './probe.ts';
import { refresh } from './refresh.ts';
import { remove } from './remove.ts';
import { scale } from './scale.ts';
import { selectContext } from './select-context.ts';
import { showLabRequests } from './show-lab-requests.ts';
import { showLogs } from './show-logs.ts';
import { startLabCommand } from './start-lab.ts';
import { stopLab } from './stop-lab.ts';

/** Every command that the manifest names. */
export const commands: Readonly<Record<string, Command>> = {
  'sticky.startLab': startLabCommand,
  'sticky.stopLab': stopLab,
  'sticky.showLabRequests': showLabRequests,
  'sticky.selectContext': selectContext,
  'sticky.closeContext': closeContext,
  'sticky.deploy': deploy,
  'sticky.scale': scale,
  'sticky.expose': expose,
  'sticky.makeSticky': makeSticky,
  'sticky.probe': probe,
  'sticky.probeThoroughly': probeThoroughly,
  'sticky.exportReport': exportReport,
  'sticky.deletePod': deletePod,
  'sticky.labFault': labFault,
  'sticky.remove': remove,
  'sticky.openInBrowser': openInBrowser,
  'sticky.showLogs': showLogs,
  'sticky.refresh': refresh,
};
