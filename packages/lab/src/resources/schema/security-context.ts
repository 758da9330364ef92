import type { Capabilities, PodSecurityContext, SeccompProfile, SecurityContext } from 'kubernetes-types/core/v1.js';
import { bool, int64From, list, oneOf, optional, required, string, struct, unsupported, zeroMatters } from './types.ts';

const CORE = 'io.k8s.api.core.v1';

// A process of the lab has the rights of the user who started the lab: what restricts a container further is taken and
// kept, so that manifests for real clusters work as they are. What would give more rights is refused.

const seccompProfile = struct<SeccompProfile>(`${CORE}.SeccompProfile`, {
  type: required(1, oneOf('RuntimeDefault', 'Unconfined', 'Localhost'), 'Kept; the lab has no seccomp.'),
  localhostProfile: optional(2, string(), 'Kept; the lab has no seccomp.'),
});

const capabilities = struct<Capabilities>(`${CORE}.Capabilities`, {
  add: optional(1, list(string()), 'Kept; the lab has no capabilities.'),
  drop: optional(2, list(string()), 'Kept; the lab has no capabilities.'),
});

export const securityContext = struct<SecurityContext>(`${CORE}.SecurityContext`, {
  allowPrivilegeEscalation: zeroMatters(optional(7, bool(), 'Kept; a process of the lab never gains rights.')),
  appArmorProfile: unsupported(12),
  capabilities: optional(1, capabilities, 'Kept; the lab has no capabilities.'),
  privileged: unsupported(2),
  procMount: unsupported(9),
  readOnlyRootFilesystem: zeroMatters(optional(6, bool(), 'Kept; the lab has no root file system of its own.')),
  runAsGroup: zeroMatters(optional(8, int64From(0), "Kept; processes run as the lab's user.")),
  runAsNonRoot: zeroMatters(optional(5, bool(), "Kept; processes run as the lab's user.")),
  runAsUser: zeroMatters(optional(4, int64From(0), "Kept; processes run as the lab's user.")),
  seLinuxOptions: unsupported(3),
  seccompProfile: optional(11, seccompProfile, 'Kept; the lab has no seccomp.'),
  windowsOptions: unsupported(10),
});

export const podSecurityContext = struct<PodSecurityContext>(`${CORE}.PodSecurityContext`, {
  appArmorProfile: unsupported(11),
  fsGroup: zeroMatters(optional(5, int64From(0), 'Kept; the lab has no volumes.')),
  fsGroupChangePolicy: optional(9, oneOf('OnRootMismatch', 'Always'), 'Kept; the lab has no volumes.'),
  runAsGroup: zeroMatters(optional(6, int64From(0), "Kept; processes run as the lab's user.")),
  runAsNonRoot: zeroMatters(optional(3, bool(), "Kept; processes run as the lab's user.")),
  runAsUser: zeroMatters(optional(2, int64From(0), "Kept; processes run as the lab's user.")),
  seLinuxOptions: unsupported(1),
  seLinuxChangePolicy: unsupported(13),
  seccompProfile: optional(10, seccompProfile, 'Kept; the lab has no seccomp.'),
  supplementalGroups: optional(4, list(int64From(0)), "Kept; processes run as the lab's user."),
  supplementalGroupsPolicy: unsupported(12),
  sysctls: unsupported(7),
  windowsOptions: unsupported(8),
});
