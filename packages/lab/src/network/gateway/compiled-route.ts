import type { Stored } from '../../store/resource-types.ts';
import type { BackendFault, BackendSources } from './backends.ts';
import { buildRule, type Rule } from './rule.ts';
import type { SessionTokens } from './session-tokens.ts';

/** An HTTPRoute, ready for requests, with what is wrong about it. */
export interface CompiledRoute {
  readonly rules: readonly Rule[];
  /** Why rules are left out. */
  readonly dropped: readonly string[];
  /** References that lead nowhere. */
  readonly faults: readonly BackendFault[];
}

/** A rule of a route that says none: every request, and nowhere to go with it. */
const NO_RULES = [{}];

export function compileRoute(
  sources: BackendSources,
  route: Stored<'httproutes'>,
  tokens: SessionTokens,
): CompiledRoute {
  const rules: Rule[] = [];
  const dropped: string[] = [];
  for (const [index, rule] of (route.spec.rules ?? NO_RULES).entries()) {
    const built = buildRule(sources, route, rule, index, tokens);
    if ('unsupported' in built) dropped.push(built.unsupported);
    else rules.push(built);
  }
  return { rules, dropped, faults: rules.flatMap(faultsOf) };
}

function faultsOf({ filters, backends }: Rule): BackendFault[] {
  return [filters.fault, ...backends.flatMap(({ fault, filters: own }) => [fault, own.fault])].filter(
    (fault) => fault !== undefined,
  );
}
