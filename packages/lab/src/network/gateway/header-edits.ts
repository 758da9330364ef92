import type { HTTPHeaderFilter } from '../../resources/schema/http-route-filter.ts';
import type { FieldEdits } from '../proxy/route.ts';
import { UnsupportedValue } from './matching.ts';

export const NO_EDITS: FieldEdits = { remove: new Set(), add: [] };

/** Fields that say where a message ends or whose it is: whoever could set them could smuggle one in another. */
const NOT_EDITABLE: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What a RequestHeaderModifier or ResponseHeaderModifier does to fields. @throws UnsupportedValue */
export function headerEdits({ set = [], add = [], remove = [] }: HTTPHeaderFilter): FieldEdits {
  const names = [...[...set, ...add].map(({ name }) => name), ...remove].map((name) => name.toLowerCase());
  const refused = names.find((name) => NOT_EDITABLE.has(name));
  if (refused !== undefined) {
    const hint = refused === 'host' ? 'use URLRewrite with hostname' : 'it belongs to the connection';
    throw new UnsupportedValue(`a filter cannot change the header ${refused}: ${hint}`);
  }
  const removed = new Set(remove.map((name) => name.toLowerCase()));
  return {
    remove: new Set([...set.map(({ name }) => name.toLowerCase()), ...removed]),
    add: [...set, ...add]
      .filter(({ name }) => !removed.has(name.toLowerCase()))
      .map(({ name, value }) => [name, value] as const),
  };
}

/** First the one, then the other. */
export function composed(one: FieldEdits, other: FieldEdits): FieldEdits {
  return {
    remove: new Set([...one.remove, ...other.remove]),
    add: [...one.add.filter(([name]) => !other.remove.has(name.toLowerCase())), ...other.add],
  };
}
