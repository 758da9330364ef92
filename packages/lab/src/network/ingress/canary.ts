import { randomInt } from 'node:crypto';
import type { IngressNginxCanary } from '@sticky/manifests';
import { RE2JS } from 're2js';
import { compile, PatternError } from '../linear-pattern.ts';
import { type RequestFacts, variable } from './nginx-variables.ts';

/** The rules of a canary, ready to be asked. */
export interface Canary {
  readonly rules: IngressNginxCanary;
  /** Whether they take a request that no cookie keeps anywhere. */
  takes(request: RequestFacts): boolean;
  /** What is wrong with `canary-by-header-pattern`: then no request that has the header is taken. */
  readonly patternError: string | undefined;
}

/** By header, then by cookie, then by lot (balancer.lua, route_to_alternative_balancer). */
export function canaryOf(rules: IngressNginxCanary): Canary {
  const { header, headerValue, headerPattern, cookie, weight, weightTotal } = rules;
  const pattern = headerPattern === undefined ? undefined : patternOf(headerPattern);

  function decideByHeader(request: RequestFacts): boolean | undefined {
    const value = header === undefined ? undefined : variable(`http_${variableName(header)}`, request);
    if (value === undefined) return undefined;
    // A value that is not the wanted one decides nothing: the next rules are asked.
    if (headerValue !== undefined) return value === headerValue || undefined;
    if (pattern !== undefined) return pattern instanceof RE2JS ? pattern.test(value) || undefined : false;
    return alwaysOrNever(value);
  }

  function decideByCookie(request: RequestFacts): boolean | undefined {
    return cookie === undefined ? undefined : alwaysOrNever(variable(`cookie_${cookie.toLowerCase()}`, request));
  }

  return {
    rules,
    takes: (request) =>
      decideByHeader(request) ?? decideByCookie(request) ?? randomInt(Math.max(100, weightTotal)) < weight,
    patternError: pattern instanceof RE2JS ? undefined : pattern?.message,
  };
}

function variableName(header: string): string {
  return header.toLowerCase().replaceAll('-', '_');
}

function alwaysOrNever(value: string | undefined): boolean | undefined {
  return value === 'always' || value === 'never' ? value === 'always' : undefined;
}

/** PCRE, which nginx uses, also knows look-around and back references: those are errors here. */
function patternOf(text: string): RE2JS | PatternError {
  try {
    return compile(text, CASE_MATTERS);
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
}

/** No flags of RE2. */
const CASE_MATTERS = 0;
