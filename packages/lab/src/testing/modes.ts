import type { Addressing } from '../network/addressing.ts';

/** The ways of addressing that this system has: macOS knows no loopback address but 127.0.0.1. */
export const MODES: readonly Addressing['mode'][] = process.platform === 'darwin' ? ['ports'] : ['range', 'ports'];
