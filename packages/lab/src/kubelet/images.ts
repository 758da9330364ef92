import type { LabImage } from '../lab.ts';

/** What an image reference runs, if the lab has it. `docker.io/`, `library/` and `:latest` are understood. */
export function findImage(images: Readonly<Record<string, LabImage>>, reference: string): LabImage | undefined {
  const wanted = fullReference(reference);
  return Object.entries(images).find(([name]) => fullReference(name) === wanted)?.[1];
}

/** The reference with what a container runtime assumes: registry, `library/`, tag. */
export function fullReference(reference: string): string {
  const [first = '', ...rest] = reference.split('/');
  const hasRegistry = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io';
  const repository = hasRegistry ? rest.join('/') : reference;
  const official = registry === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository;
  const lastPart = official.slice(official.lastIndexOf('/') + 1);
  return `${registry}/${official}${/[:@]/.test(lastPart) ? '' : ':latest'}`;
}
