import { isDeepStrictEqual } from 'node:util';
import type { Stored } from '../../store/resource-types.ts';
import type { Store } from '../../store/store.ts';
import type { Attachment } from './attachment.ts';
import type { CompiledRoute } from './compiled-route.ts';
import { type Findings, withConditions } from './conditions.ts';
import { CONTROLLER_NAME } from './gateway-class.ts';

/** Writes what each gateway of the lab makes of a route. What other controllers say of it stays. */
export function writeRouteStatus(
  store: Store,
  seen: Stored<'httproutes'>,
  compiled: CompiledRoute,
  attachments: readonly Attachment[],
): void {
  const route = store.get('httproutes', seen.metadata);
  if (route?.metadata.uid !== seen.metadata.uid) return;
  const before = route.status?.parents ?? [];
  const others = before.filter(({ controllerName }) => controllerName !== CONTROLLER_NAME);
  const own = attachments.map((attachment) => {
    const { parentRef } = attachment;
    const known = before.find(
      (one) => one.controllerName === CONTROLLER_NAME && isDeepStrictEqual(one.parentRef, parentRef),
    );
    const findings = findingsOf(compiled, attachment);
    const conditions = withConditions(known?.conditions, seen.metadata.generation, findings);
    return { parentRef, controllerName: CONTROLLER_NAME, conditions };
  });
  const parents = [...others, ...own];
  if (parents.length === 0 && route.status === undefined) return;
  store.update('httproutes', { ...route, status: { parents } });
}

function findingsOf({ rules, dropped, faults }: CompiledRoute, { accepted }: Attachment): Findings {
  const reasons = dropped.join('; ');
  const isWhole = dropped.length === 0;
  const isDropped = !isWhole && rules.length === 0;
  const [fault] = faults;
  return {
    Accepted:
      isDropped && accepted.status === 'True'
        ? { status: 'False', reason: 'UnsupportedValue', message: reasons }
        : accepted,
    ResolvedRefs:
      fault === undefined
        ? { status: 'True', reason: 'ResolvedRefs', message: 'All references are resolved' }
        : { status: 'False', reason: fault.reason, message: faults.map(({ message }) => message).join('; ') },
    PartiallyInvalid:
      isWhole || isDropped || accepted.status !== 'True'
        ? undefined
        : { status: 'True', reason: 'UnsupportedValue', message: `Dropped Rule: ${reasons}` },
  };
}
