import type { AccessEntry, AccessSession, AccessTry } from '@sticky/lab';
import { escaped } from '../terminal/printable.ts';
import type { Style } from '../terminal/style.ts';
import { shortPodName } from './pod-labels.ts';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly toTheRight?: boolean;
  readonly cell: (entry: AccessEntry) => string;
  readonly style?: (entry: AccessEntry, style: Style) => ((text: string) => string) | undefined;
}

const GAP = '  ';
/** Narrower lines have no room for the route. */
const ROOM_FOR_ROUTE = 100;
/** Narrower ones have none for milliseconds of the clock. */
const ROOM_FOR_CLOCK = 120;

/** Columns for lines of `width` characters, 80 at least. A retry runs over: it is rare, and says what matters most. */
export function accessColumns(width: number): readonly Column[] {
  const hasRoute = width >= ROOM_FOR_ROUTE;
  const routeWidth = Math.min(24, 10 + Math.floor(Math.max(0, width - ROOM_FOR_ROUTE) / 3));
  const nameWidth = hasRoute ? 18 : 16;
  const before: readonly Column[] = [
    width >= ROOM_FOR_CLOCK
      ? { title: 'TIME', width: 12, cell: ({ time }) => clock(time) }
      : { title: 'TIME', width: 8, cell: ({ time }) => clock(time).slice(0, 8) },
    { title: 'CODE', width: 4, toTheRight: true, cell: ({ status }) => String(status || '-'), style: statusStyle },
    { title: 'MS', width: 6, toTheRight: true, cell: ({ milliseconds }) => duration(milliseconds) },
  ];
  const after: readonly Column[] = [
    ...(hasRoute ? [{ title: 'ROUTE', width: routeWidth, cell: routeText }] : []),
    { title: 'SESSION', width: nameWidth, cell: ({ session }) => sessionText(session, nameWidth) },
    { title: 'POD AND WHY', width: 20, cell: ({ tries }) => triesText(tries), style: triesStyle },
  ];
  const taken = [...before, ...after].reduce((sum, column) => sum + column.width + GAP.length, 0);
  const requestWidth = Math.max(16, width - taken);
  const cell = (entry: AccessEntry) => requestText(entry, requestWidth);
  return [...before, { title: 'REQUEST', width: requestWidth, cell }, ...after];
}

export function accessHeader(columns: readonly Column[], { dim }: Style): string {
  return dim(line(columns, ({ title }) => title));
}

/** One request or connection on one line, with nothing in it that could speak to the terminal. */
export function accessLine(entry: AccessEntry, columns: readonly Column[], style: Style): string {
  return line(
    columns,
    ({ cell }) => escaped(cell(entry)),
    (column, text) => column.style?.(entry, style)?.(text) ?? text,
  );
}

function line(
  columns: readonly Column[],
  textOf: (column: Column) => string,
  paint: (column: Column, text: string) => string = (_, text) => text,
): string {
  const cells = columns.map((column, index) => {
    const isLast = index === columns.length - 1;
    const text = isLast ? textOf(column) : cut(textOf(column), column.width);
    const space = isLast ? '' : ' '.repeat(column.width - text.length);
    return column.toTheRight === true ? space + paint(column, text) : paint(column, text) + space;
  });
  return cells.join(GAP);
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** `14:31:02.123`, where its reader lives. */
function clock(time: string): string {
  const date = new Date(time);
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return milliseconds.toFixed(1);
  return milliseconds < 100_000 ? milliseconds.toFixed(0) : `${(milliseconds / 1_000).toFixed(0)}s`;
}

/** Where there is no room for all, the path says more than the host, which the route mostly tells, too. */
function requestText({ via, method, host = '', path = '' }: AccessEntry, width: number): string {
  if (via === 'service') return 'connection';
  if (method === undefined) return 'refused request';
  const text = `${method} ${host}${path}`;
  return text.length <= width ? text : `${method} …${path}`;
}

/** The namespace that nearly all have is left out. */
function routeText({ route }: AccessEntry): string {
  return route === '' ? '-' : route.replace(/^default\//, '');
}

/** `key#1f2e3d4c new`: what does not fit is taken from the name. */
function sessionText(session: AccessSession | undefined, width: number): string {
  if (session === undefined) return '-';
  const rest = `#${session.id}${session.isNew ? ' new' : ''}`;
  return cut(session.name, Math.max(1, width - rest.length)) + rest;
}

/** `rdn6q cookie`, or `rdn6q refused -> 6gjmv retry`. */
function triesText(tries: readonly AccessTry[]): string {
  if (tries.length === 0) return 'none';
  return tries.map(({ pod, reason, failure }) => `${shortPodName(pod)} ${failure ?? reason}`).join(' -> ');
}

function statusStyle({ status = 0 }: AccessEntry, { bad, warn }: Style) {
  if (status >= 500) return bad;
  return status >= 400 ? warn : undefined;
}

function triesStyle({ tries }: AccessEntry, { warn }: Style) {
  return tries.some(({ failure }) => failure !== undefined) ? warn : undefined;
}
