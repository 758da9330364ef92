import { removeAnnotation, setAnnotation } from './annotation.ts';
import type { Fix, Scene } from './rule.ts';
import type { IngressView } from './view/ingress.ts';

/**
 * Moves annotations of an Ingress to all the Services that it leads to, where each of them is among the documents and says none
 * of them itself.
 */
export function moveToServices(scene: Scene, ingress: IngressView, names: readonly string[]): Fix | undefined {
  const { namespace } = ingress.document.object.metadata;
  const wanted = [...ingress.paths, ...(ingress.defaultBackend === undefined ? [] : [ingress.defaultBackend])];
  const services = wanted.map(({ service }) =>
    service === undefined ? undefined : scene.findService(service, namespace),
  );
  const there = [...new Set(services.filter((service) => service !== undefined))];
  const movable = services.every(
    (service) => service !== undefined && names.every((name) => !Object.hasOwn(service.annotations, name)),
  );
  if (!movable || there.length === 0) return undefined;
  return {
    title: 'Move it to the Service',
    edits: [
      ...there.flatMap(({ document }) =>
        names.map((name) => setAnnotation(document, name, ingress.annotations[name] ?? '')),
      ),
      ...names.map((name) => removeAnnotation(ingress.document, name)),
    ],
  };
}
