import { ManifestError } from '../errors.ts';
import type { KubernetesObject } from '../objects.ts';
import { readSource } from './read-source.ts';
import type { SourceProblem } from './source.ts';

/**
 * The objects of a text with one or more YAML documents, as `readSource` reads them, where nothing may be wrong.
 *
 * @throws ManifestError `invalid-document` for the first problem; the message names the line.
 */
export function parseDocuments(text: string): KubernetesObject[] {
  const { documents, problems } = readSource(text);
  const [problem] = problems;
  if (problem === undefined) return documents.map(({ object }) => object);
  const message = withLine(problem);
  throw new ManifestError('invalid-document', message, { issues: [{ path: '', message }] });
}

function withLine({ code, message, place }: SourceProblem): string {
  if (code === 'too-much') return message;
  const line = `Line ${place.line}`;
  if (message.startsWith('This is not YAML')) return message.replace('This', line);
  return `${line}: ${message.replace(/^[A-Z](?=[a-z]+ )/, (letter) => letter.toLowerCase())}`;
}
