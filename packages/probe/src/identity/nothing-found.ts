import { ProbeError } from '../errors.ts';
import { printable } from '../printable.ts';
import { type ParsedTarget, shownTarget } from '../target.ts';
import type { Sightings } from './sightings.ts';

/** Names of each kind that an error lists. */
const mostListed = 8;
/** Fields of every answer, whoever gives it. */
const usual =
  /^(?:date|server|age|connection|keep-alive|vary|expires|pragma|cache-control|transfer-encoding|last-modified|accept-ranges|alt-svc|strict-transport-security|content-.*|access-control-.*|x-content-type-options|x-frame-options|x-xss-protection|referrer-policy|x-powered-by)$/;

/** The error when no answer says who gave it: what was seen, by name and without values, and what to write. */
export function nothingFound(target: ParsedTarget, answers: readonly Sightings[]): ProbeError {
  const sightings = unique(answers.flatMap(({ all }) => [...all.keys()]));
  const pointers = unique(answers.flatMap(({ content }) => [...content.keys()].filter((key) => key.startsWith('/'))));
  const fields = unique(answers.flatMap((answer) => answer.fields.filter((name) => !usual.test(name))));
  const seen = [
    ...listed('JSON fields', pointers),
    ...listed('header fields', fields),
    ...listed(
      'places in the text',
      sightings.filter((by) => by.startsWith('regex:')),
    ),
  ];
  const example = sightings[0] ?? pointers[0] ?? (fields[0] === undefined ? 'body' : `header:${fields[0]}`);
  return new ProbeError(
    'no-identity',
    `${shownTarget(target)} answers, but nothing in ${answers.length} answers names who gave them for sure. ` +
      `Seen: ${seen.length === 0 ? 'nothing with a name' : seen.join('; ')}. ` +
      `Say what names the backend, as identity "${printable(example)}" would, or let the app answer with its hostname.`,
  );
}

function listed(kind: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, mostListed).map((name) => printable(name.slice(0, 60)));
  return [`${kind} ${shown.join(', ')}${names.length > mostListed ? ', …' : ''}`];
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
