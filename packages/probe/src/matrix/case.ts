import type { ProbeOptions } from '../probe.ts';
import type { Hold, Nature } from './truth.ts';

/** Where one case's configuration stands among those of all cases in one router process. */
export interface Site {
  /** `round-robin-2`: also the first label of its host name. */
  readonly id: string;
  /** `127.0.0.1:port` of the pods behind it. */
  readonly servers: readonly string[];
  /** Address of a server that nobody listens on. */
  readonly dead: string;
  /** For sockets that routers listen on for each other. */
  readonly folder: string;
  /** Port for a listener of its own, for cases that ask for one. */
  readonly port: number;
}

/** One way of configuring a real router. */
export interface RouterCase {
  readonly name: string;
  /** The part of the configuration that makes the case, over the servers of `site`. */
  config(site: Site): string;
  /** What it does to clients when so many pods are behind it. Asked for two backends or more. */
  nature(backends: number): Nature;
  /** Cannot share a port with others. */
  readonly listens?: boolean;
  readonly options?: ProbeOptions;
  /** Meanwhile: other clients ask, too; or the first pod dies after some answers. */
  readonly meanwhile?: 'traffic' | 'death';
  /** The fewest backends with which it makes sense. Default 1. */
  readonly fewest?: number;
}

export const backendCounts: readonly number[] = [1, 2, 3, 10];

/** Holds nobody; `idle` cookies go to the client and back in vain. */
export function balanced(...idle: readonly string[]): RouterCase['nature'] {
  return (backends) => ({ shares: even(backends), holds: [], idle });
}

/** Holds every client fully. */
export function heldBy(by: Hold['by'], ...names: readonly string[]): RouterCase['nature'] {
  return partlyHeldBy(1, by, ...names);
}

export function partlyHeldBy(share: number, by: Hold['by'], ...names: readonly string[]): RouterCase['nature'] {
  return (backends) => ({ shares: even(backends), holds: [{ by, names, share }], idle: [] });
}

/** Would hold every client, if only its cookie came back. */
export function notReturned(name: string): RouterCase['nature'] {
  return (backends) => ({
    shares: even(backends),
    holds: [{ by: 'cookie', names: [name], share: 1, returned: false }],
    idle: [],
  });
}

export function even(backends: number): readonly number[] {
  return Array.from({ length: backends }, () => 1 / backends);
}

/** The first backend answers 99 new clients for each one that every other answers. */
export function mostlyFirst(backends: number): readonly number[] {
  return Array.from({ length: backends }, (_, index) => (index === 0 ? 99 : 1) / (98 + backends));
}
