import type { Path } from '../../router.ts';
import type { Found, Scene } from '../rule.ts';

/**
 * Where the objects of a reading say a value, in one of its spellings: as a whole, else within a text (`srv_id expires=1h`).
 * Undefined where they leave it to others, as a canary does.
 */
export function saidAt(
  scene: Pick<Scene, 'documentOf'>,
  { from }: Pick<Scene['readings'][number], 'from'>,
  ...spellings: readonly string[]
): Pick<Found, 'document' | 'path'> | undefined {
  const texts = from.flatMap((object) => [...textsOf(object, [], 0)].map((said) => ({ ...said, object })));
  const said =
    texts.find(({ text }) => spellings.includes(text)) ??
    texts.find(({ text }) => spellings.some((spelling) => text.includes(spelling)));
  const document = said && scene.documentOf(said.object);
  return document && { document, path: said.path };
}

/** Deeper than what any router says. */
const DEEPEST = 20;

function* textsOf(value: unknown, path: Path, depth: number): Generator<{ path: Path; text: string }> {
  if (typeof value === 'string' || typeof value === 'number') yield { path, text: String(value) };
  else if (typeof value === 'object' && value !== null && depth < DEEPEST && !isName(path)) {
    for (const [key, inner] of Object.entries(value)) {
      yield* textsOf(inner, [...path, Array.isArray(value) ? Number(key) : key], depth + 1);
    }
  }
}

/** What an object is called, what it leads to and at which port is no setting of a router. */
function isName(path: Path): boolean {
  const last = path.at(-1);
  return (
    (path[0] === 'metadata' && path.length > 1 && path[1] !== 'annotations' && path[1] !== 'labels') ||
    last === 'port' ||
    last === 'ports'
  );
}
