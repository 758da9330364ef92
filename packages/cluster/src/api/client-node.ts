/**
 * The parts of client-node that are used, in a module of their own: it takes 200 ms to load, so only a connection does,
 * and a bundle leaves out what is not named here.
 */
export { IsomorphicFetchHttpLibrary, KubeConfig, RequestContext } from '@kubernetes/client-node';
