import { CliError } from '../errors.ts';

const NAME = '[a-z0-9]([-a-z0-9.]*[a-z0-9])?';

/** Commander parsers for what the access log can be cut down to. @throws CliError `usage` */
export const routeFilter = filter(
  '--route',
  new RegExp(`^(?<value>(${NAME}/)?${NAME})$`),
  'no name of a route: write sticky-i or default/sticky-i',
);

/** A name, its last part, or what stands for a pod that the lab does not know: its address. */
export const podFilter = filter(
  '--pod',
  new RegExp(`^(?<value>${NAME}(:\\d{1,5})?)$`),
  'no name of a pod: write rdn6q or sticky-d-5d4f8-rdn6q',
);

/** An id, or its beginning; what stands before it in the log is the cookie's name, which many share. */
export const sessionFilter = filter(
  '--session',
  /^(.*#)?(?<value>[0-9a-f]{1,8})$/,
  'no id of a session: write what stands after # in the log, such as 1f2e3d4c',
);

function filter(flag: string, pattern: RegExp, problem: string): (text: string) => string {
  return (text) => {
    const value = pattern.exec(text)?.groups?.value;
    if (value === undefined) throw new CliError('usage', `${flag}: ${JSON.stringify(text)} is ${problem}`);
    return value;
  };
}
