import type { FromPanel, ToPanel } from '../src/lab-requests/protocol.ts';
import { RequestTable } from './request-table.ts';

/** What the editor gives to a panel's script, once. The state outlives the script, while the panel is hidden. */
declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: { readonly filter: string }): void;
};

const editor = acquireVsCodeApi();
const filter = find('filter', HTMLInputElement);
const pause = find('pause', HTMLButtonElement);
const count = find('count', HTMLElement);
const state = find('state', HTMLElement);
const none = find('none', HTMLElement);
const table = new RequestTable(find('rows', HTMLTableSectionElement));

filter.value = savedFilter(editor.getState());
table.filter(filter.value);

addEventListener('message', ({ data }: MessageEvent<ToPanel>) => {
  switch (data.type) {
    case 'rows':
      table.add(data.rows);
      break;
    case 'clear':
      table.clear();
      break;
    case 'state':
      state.textContent = data.text;
      state.classList.toggle('ended', !data.isLive);
      break;
  }
  describe();
});

filter.addEventListener('input', () => {
  editor.setState({ filter: filter.value });
  table.filter(filter.value);
  describe();
});

pause.addEventListener('click', () => {
  table.isPaused = !table.isPaused;
  describe();
});

describe();
editor.postMessage({ type: 'ready' });

/** Says beside the table what is in it. */
function describe(): void {
  const { total, shown, waiting } = table;
  const { all = '', some = '', waiting: later = '' } = count.dataset;
  const said = fill(shown === total - waiting ? all : some, total, shown);
  count.textContent = waiting === 0 ? said : `${said}, ${fill(later, waiting)}`;
  none.hidden = total > 0;
  pause.textContent = (table.isPaused ? pause.dataset.resume : pause.dataset.pause) ?? '';
}

function fill(template: string, ...values: readonly number[]): string {
  return template.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ''));
}

function savedFilter(saved: unknown): string {
  const isOurs = typeof saved === 'object' && saved !== null && 'filter' in saved && typeof saved.filter === 'string';
  return isOurs ? String(saved.filter) : '';
}

function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`the page has no ${id}`);
  return element;
}
