import type { Mark, RequestRow, Row, Try } from '../src/lab-requests/protocol.ts';

/** How many columns the table has. */
const COLUMNS = 7;

/** A row of the table. Whatever it is made of goes in as text. */
export function rowElement(row: Row): HTMLTableRowElement {
  return row.type === 'gap' ? gapElement(row.text) : requestElement(row);
}

function gapElement(text: string): HTMLTableRowElement {
  const cell = element('td', '', text);
  cell.colSpan = COLUMNS;
  const row = element('tr', 'gap');
  row.append(cell);
  return row;
}

function requestElement(row: RequestRow): HTMLTableRowElement {
  const time = element('th', '', row.time);
  time.scope = 'row';
  const session = element('td', 'session', row.session);
  session.append(...markElements(row.sessionMark));
  const pods = element('td', 'pods');
  pods.append(...row.tries.map(tryElement), ...markElements(row.tryMark));
  const all = element('tr');
  all.append(
    time,
    element('td', 'request', row.request),
    element('td', '', row.route),
    session,
    pods,
    element('td', row.isFailed ? 'number failed' : 'number', row.status),
    element('td', 'number', row.milliseconds),
  );
  return all;
}

function tryElement({ pod, name, letter, color, why, isFailed }: Try): HTMLElement {
  const badge = element('span', `pod pod-${color}`);
  badge.append(element('span', '', letter));
  const whole = element('span', isFailed ? 'try failed' : 'try');
  whole.title = pod;
  whole.append(badge, `${name} `, element('span', 'why', why));
  return whole;
}

function markElements(mark: Mark | undefined): readonly HTMLElement[] {
  return mark === undefined ? [] : [element('span', `mark ${mark.kind}`, mark.text)];
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, className = '', text = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}
