import type { KubernetesObject } from '../../objects.ts';
import type { Path } from '../../router.ts';

/** Where an object says a value: itself, else within a text (`srv_id expires=1h`), else the object's name. */
export function valuePath(object: KubernetesObject, value: string): Path {
  const texts = [...textsOf(object, [], 0)].filter(({ path }) => !isName(path));
  const found = texts.find(({ text }) => text === value) ?? texts.find(({ text }) => text.includes(value));
  return found?.path ?? NAME;
}

const NAME: Path = ['metadata', 'name'];
/** Deeper than what any router says. */
const DEEPEST = 20;

function isName(path: Path): boolean {
  return path[0] === 'metadata' && path[1] !== 'annotations' && path[1] !== 'labels';
}

function* textsOf(value: unknown, path: Path, depth: number): Generator<{ path: Path; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (typeof value === 'object' && value !== null && depth < DEEPEST) {
    for (const [key, inner] of Object.entries(value)) {
      yield* textsOf(inner, [...path, Array.isArray(value) ? Number(key) : key], depth + 1);
    }
  }
}
