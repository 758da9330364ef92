/** The name of the lab's one node. */
export const LAB_NODE = 'sticky-lab';

/** Kubernetes' default for the kubelet's `maxPods`. */
export const MAX_PODS = 110;
