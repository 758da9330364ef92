import type { Capabilities, Capability, CapabilityId } from '@sticky/manifests';
import { columns, wrap } from '../terminal/columns.ts';
import type { Style } from '../terminal/style.ts';

/** The columns of the table of all routers: what people choose one by. */
const COLUMNS: readonly (readonly [title: string, id: CapabilityId])[] = [
  ['PINNED', 'cookie.pinned'],
  ['HASHED', 'cookie.hashed'],
  ['NAME', 'cookie.name'],
  ['MAX-AGE', 'cookie.maxAgeSeconds'],
  ['PATH', 'cookie.path'],
  ['DOMAIN', 'cookie.domain'],
  ['SECURE', 'cookie.secure'],
  ['SAMESITE', 'cookie.sameSite'],
  ['ADDRESS', 'client-address'],
  ['HEADER', 'header'],
];

/** What every router can say of an affinity, a line each. */
export function routersText(routers: readonly Capabilities[], style: Style): string {
  const rows = routers.map(({ id, status, capabilities }) => [
    id,
    status === 'stable' ? status : style.warn(status),
    ...COLUMNS.map(([, column]) =>
      sign(
        capabilities.find((capability) => capability.id === column),
        style,
      ),
    ),
  ]);
  const heads = ['ROUTER', 'STATUS', ...COLUMNS.map(([title]) => title)].map(style.bold);
  return [
    ...columns([heads, ...rows], 2),
    '',
    'yes: kept. fixed: the router has a value of its own. -: it cannot be said. `sticky routers ID` has the reasons.',
  ].join('\n');
}

function sign(capability: Capability | undefined, style: Style): string {
  switch (capability?.outcome) {
    case 'kept':
      return style.good(capability.only ?? 'yes');
    case 'changed':
      return style.warn('fixed');
    default:
      return style.dim('-');
  }
}

/** One router in full: what it can say, what it loses and why, and what to know of it. */
export function routerText(
  router: Capabilities,
  titles: Readonly<Record<CapabilityId, string>>,
  style: Style,
  width: number,
): string {
  const { id, title, status, strengths, minimumVersion, notes, documentation, capabilities } = router;
  return [
    `${style.bold(title)} (${id})`,
    ...columns([
      ['status', status],
      ['strength', strengths.join(', ')],
      ['from', minimumVersion],
      ['read more', documentation],
    ]),
    '',
    ...columns(capabilities.map((capability) => [`  ${wordOf(capability, style)}`, titles[capability.id]])).flatMap(
      (line, index) => [line, ...reasonOf(capabilities[index], width).map((reason) => style.dim(`${INDENT}${reason}`))],
    ),
    ...(notes.length > 0 ? ['', style.bold('To know')] : []),
    ...notes.flatMap((note) =>
      wrap(note, width - 4).map((line, index) => (index === 0 ? `  - ${line}` : `    ${line}`)),
    ),
  ].join('\n');
}

const INDENT = ' '.repeat(12);

function wordOf({ outcome, only }: Capability, style: Style): string {
  const word = only === undefined ? outcome : `${outcome}, ${only}`;
  if (outcome === 'kept') return style.good(word);
  return outcome === 'changed' ? style.warn(word) : style.bad(word);
}

function reasonOf(capability: Capability | undefined, width: number): readonly string[] {
  return capability?.reason === undefined ? [] : wrap(capability.reason, width - INDENT.length);
}
