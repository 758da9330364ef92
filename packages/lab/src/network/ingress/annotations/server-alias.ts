import { compile, PatternError } from '../../linear-pattern.ts';
import { type AnnotationReader, named, SERVER_NAME } from './reader.ts';

/**
 * annotations/alias: more names of the Ingress's hosts, in lower case. As names of nginx they may be exact, have a
 * wildcard at their beginning or end for any number of labels, or be a regular expression after `~`.
 */
export function readServerAlias({ values, refuse }: AnnotationReader): readonly string[] {
  const text = values.text(
    named('server-alias'),
    { test: (value) => value.split(',').every((name) => SERVER_NAME.test(name.trim())) },
    'names of hosts, separated by commas',
    'rejected',
  );
  const names = (text ?? '').split(',').map((name) => name.trim());
  const aliases = [...new Set(names.filter((name) => name !== ''))].sort();
  const bad = aliases.find((name) => !name.startsWith('~') && !/^(\*\.|\.)?[^*]+$|^[^*]+\.\*$/.test(name));
  if (bad !== undefined)
    refuse(
      'server-alias',
      `has "${bad}", which nginx does not take: a * stands at the beginning or end, for whole labels`,
    );
  for (const name of aliases.filter((alias) => alias.startsWith('~'))) {
    const fault = faultOf(name.slice(1));
    if (fault !== undefined) refuse('server-alias', `has "${name}": ${fault}`);
  }
  // A regular expression keeps its case: \S and \s are not the same.
  return aliases.map((name) => (name.startsWith('~') ? name : name.toLowerCase()));
}

function faultOf(pattern: string): string | undefined {
  try {
    compile(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
