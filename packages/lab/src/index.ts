export type { LabErrorCode } from './errors.ts';
export { LabError } from './errors.ts';
export type { Lab, LabImage, LabInfo, LabOptions } from './lab.ts';
export { startLab } from './lab.ts';
export type { LabProcess, LabProcessOptions } from './process.ts';
export { labStatus, spawnLab, stopLab } from './process.ts';
