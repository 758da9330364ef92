import type { Field, Route } from './route.ts';
import { USUAL_NAMES } from './usual-names.ts';

/** RFC 9110 sections 5.6.2 and 5.5: what could be nothing but a name, and but a value, on a line of its own. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const TARGET = /^[\x21-\x7e\x80-\xff]+$/;

/**
 * Holds a router to its contract before anything of what it says is written. Much of that is text of users' objects and of
 * clients' requests: with a line break in it, or with a character of which Latin-1 would make one (U+010A), a field would be
 * two, and a request another one behind it.
 *
 * @throws TypeError
 */
export function checkRoute(route: Route): void {
  if (route.kind === 'reply') {
    checkFields(route.fields);
    return;
  }
  if (!TARGET.test(route.target)) throw new TypeError(`${route.name} has a target that no request can have`);
  checkFields(route.requestEdits.add);
  if (route.errorFields !== undefined) checkFields(route.errorFields);
}

/** @throws TypeError, which does not tell the value: it may be a session */
export function checkFields(fields: readonly Field[]): void {
  for (const [name, value] of fields) {
    if (!(USUAL_NAMES.has(name) || NAME.test(name)) || !VALUE.test(value)) {
      throw new TypeError(`the field ${JSON.stringify(name)} of a route cannot stand in a head`);
    }
  }
}
