import type { Resource } from '../resources/resource.ts';
import type { ResourceName, Stored } from '../store/resource-types.ts';
import { badRequest } from './status.ts';

export type Predicate = (object: Stored<ResourceName>) => boolean;

/** Looks at labels through a Map: an object would know labels such as `constructor` that nobody set. */
type LabelTest = (labels: ReadonlyMap<string, string>) => boolean;

/** The objects that `labelSelector` and `fieldSelector` of a query choose. @throws ApiError 400 */
export function selection(resource: Resource, query: URLSearchParams): Predicate {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(resource, query.get('fieldSelector') ?? '');
  return (object) => labels(new Map(Object.entries(object.metadata.labels ?? {}))) && fields(object);
}

const KEY = '(?:[A-Za-z0-9][-A-Za-z0-9.]*/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?';
const VALUE = '[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?|';
const REQUIREMENT = new RegExp(
  String.raw`^\s*(?:(?<set>${KEY})\s+(?<operator>in|notin)\s*\((?<values>[^()]*)\)|(?<key>${KEY})\s*(?<equality>==|=|!=|>|<)\s*(?<value>${VALUE})|(?<not>!\s*)?(?<exists>${KEY}))\s*$`,
);

/** `app=web,tier in (a, b),!legacy`. An absent label satisfies `!=` and `notin`, as in Kubernetes. @throws ApiError 400 */
function parseLabelSelector(text: string): LabelTest {
  if (text.trim() === '') return () => true;
  // Commas between parentheses separate values, not requirements.
  const tests = text.split(/,(?![^(]*\))/).map((requirement) => parseRequirement(requirement, text));
  return (labels) => tests.every((test) => test(labels));
}

function parseRequirement(requirement: string, text: string): LabelTest {
  const found = REQUIREMENT.exec(requirement)?.groups;
  if (found === undefined) {
    throw badRequest(`unable to parse requirement: found '${requirement.trim()}' in selector "${text}"`);
  }
  const { set, operator, values = '', key, equality, value = '', not, exists = '' } = found;
  if (set !== undefined) {
    const choices = new Set<string | undefined>(values.split(',').map((choice) => choice.trim()));
    return (labels) => choices.has(labels.get(set)) === (operator === 'in');
  }
  if (key !== undefined) {
    if (equality === '!=') return (labels) => labels.get(key) !== value;
    if (equality === '>') return (labels) => Number(labels.get(key)) > Number(value);
    if (equality === '<') return (labels) => Number(labels.get(key)) < Number(value);
    return (labels) => labels.get(key) === value;
  }
  return (labels) => labels.has(exists) === (not === undefined);
}

/** `metadata.name=web,status.phase!=Running`, for the fields that the kind offers. @throws ApiError 400 */
function parseFieldSelector(resource: Resource, text: string): Predicate {
  const terms = text.split(',').filter((term) => term !== '');
  const tests = terms.map((term): Predicate => {
    const [, field = '', operator, value] = /^(.*?)(!=|==|=)(.*)$/.exec(term) ?? [];
    if (operator === undefined) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    const read = fieldReader(resource, field);
    return (object) => (read(object) === value) === (operator !== '!=');
  });
  return (object) => tests.every((test) => test(object));
}

function fieldReader(resource: Resource, field: string): (object: Stored<ResourceName>) => string {
  if (field === 'metadata.name') return ({ metadata }) => metadata.name;
  if (field === 'metadata.namespace' && resource.namespaced) return ({ metadata }) => metadata.namespace ?? '';
  const own = resource.selectableFields;
  if (own === undefined)
    throw badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
  const read = Object.hasOwn(own, field) ? own[field] : undefined;
  if (read === undefined) throw badRequest(`field label not supported: ${field}`);
  return read;
}
