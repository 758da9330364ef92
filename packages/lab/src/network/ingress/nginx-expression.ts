import { isKnownVariable, type RequestFacts, variable } from './nginx-variables.ts';

/** Text and variables, as in `$host-$arg_user` or `${request_uri}-v2`. */
export type NginxExpression = readonly ({ readonly text: string } | { readonly variable: string })[];

/** `${name}`, `$name`, or text: the pattern of ingress-nginx's util.lua, parse_complex_value. A lone `$` is text. */
const TOKEN = /\$\{(?<braced>[0-9A-Za-z_]+)\}|\$(?<bare>[0-9A-Za-z_]+)|(?<text>\$|[^$]+)/g;

export function parseExpression(source: string): NginxExpression {
  return [...source.matchAll(TOKEN)].map(({ groups }) => {
    const name = groups?.braced ?? groups?.bare;
    // nginx compares the names of variables in lower case.
    return name === undefined ? { text: groups?.text ?? '' } : { variable: name.toLowerCase() };
  });
}

/** The value for one request, one character a byte. A variable that has no value there is empty. */
export function evaluate(expression: NginxExpression, request: RequestFacts): string {
  return expression.map((part) => ('text' in part ? part.text : (variable(part.variable, request) ?? ''))).join('');
}

/** The variables of the expression that the lab does not know. */
export function unknownVariables(expression: NginxExpression): readonly string[] {
  return expression.flatMap((part) => ('variable' in part && !isKnownVariable(part.variable) ? [part.variable] : []));
}
