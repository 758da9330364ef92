import { type FieldError, invalid } from './field-error.ts';

/** What is wrong with a text, one sentence each. */
type Format = (text: string) => readonly string[];

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = String.raw`${LABEL}(\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';

// The rules and their words are those of k8s.io/apimachinery/pkg/util/validation: people search for them.

/** A host label: names of namespaces, containers. */
export const dnsLabel: Format = (text) => [
  ...longerThan(63, text),
  ...(matches(LABEL, text)
    ? []
    : matches(SUBDOMAIN, text)
      ? ['must not contain dots']
      : [
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character " +
            `(e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`,
        ]),
];

/** A host name: names of most objects. */
export const dnsSubdomain: Format = (text) => [
  ...longerThan(253, text),
  ...unless(
    matches(SUBDOMAIN, text),
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character " +
      `(e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`,
  ),
];

/** Names of services. */
export const dns1035Label: Format = (text) => [
  ...longerThan(63, text),
  ...unless(
    matches(LABEL_1035, text),
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character " +
      `(e.g. 'my-name',  or 'abc-123', regex used for validation is '${LABEL_1035}')`,
  ),
];

/** A host name whose first label is `*`. */
export const wildcardSubdomain: Format = (text) => [
  ...longerThan(253, text),
  ...unless(
    matches(String.raw`\*\.${SUBDOMAIN}`, text),
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character " +
      String.raw`(e.g. '*.example.com', regex used for validation is '\*\.${SUBDOMAIN}')`,
  ),
];

/** Keys of labels and annotations: `app`, `example.com/app`. */
export const qualifiedName: Format = (text) => {
  const detail = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}')`;
  const parts = text.split('/');
  const [name = '', prefix, ...more] = parts.reverse();
  if (more.length > 0) {
    return [`a valid label key ${detail} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const prefixFaults = prefix === undefined ? [] : prefix === '' ? ['must be non-empty'] : dnsSubdomain(prefix);
  const nameFaults = name === '' ? ['must be non-empty'] : longerThan(63, name);
  return [
    ...prefixFaults.map((fault) => `prefix part ${fault}`),
    ...nameFaults.map((fault) => `name part ${fault}`),
    ...unless(matches(QUALIFIED, name), `name part ${detail}`),
  ];
};

export const labelValue: Format = (text) => [
  ...longerThan(63, text),
  ...unless(
    matches(LABEL_VALUE, text),
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
      `(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${LABEL_VALUE}')`,
  ),
];

/** A name for a port of a container: an IANA service name. */
export const portName: Format = (text) => [
  ...longerThan(15, text),
  ...unless(/^[-a-z0-9]+$/.test(text), 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'),
  ...unless(/[a-z]/.test(text), 'must contain at least one letter (a-z)'),
  ...unless(!text.includes('--'), 'must not contain consecutive hyphens'),
  ...unless(!/^-|-$/.test(text), 'must not begin or end with a hyphen'),
];

/** Names of environment variables, as Kubernetes 1.34 and later take them. */
export const environmentName: Format = (text) =>
  unless(
    /^[\x20-\x3c\x3e-\x7e]+$/.test(text),
    "a valid environment variable name must consist only of printable ASCII characters other than '='",
  );

export const headerName: Format = (text) =>
  unless(
    /^[-A-Za-z0-9]+$/.test(text),
    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
  );

/** Keys of a secret's data. */
export const dataKey: Format = (text) => [
  ...longerThan(253, text),
  ...unless(
    /^[-._a-zA-Z0-9]+$/.test(text),
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
  ),
  ...unless(!text.startsWith('..') && text !== '.', "must not be '.' or start with '..'"),
];

/** The faults of a text as errors of a field. */
export function formatErrors(field: string, text: string, format: Format): FieldError[] {
  return format(text).map((fault) => invalid(field, text, fault));
}

export function portNumberErrors(field: string, port: number): FieldError[] {
  return port >= 1 && port <= 65_535 ? [] : [invalid(field, port, 'must be between 1 and 65535, inclusive')];
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern}$`).test(text);
}

function longerThan(most: number, text: string): string[] {
  return text.length > most ? [`must be no more than ${most} characters`] : [];
}

function unless(fine: boolean, fault: string): string[] {
  return fine ? [] : [fault];
}
