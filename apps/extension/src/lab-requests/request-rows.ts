import type { AccessEntry, AccessSession, AccessTry } from '@sticky/lab';
import { l10n } from 'vscode';
import { type GapRow, type Mark, MOST_ROWS, type RequestRow, type Try } from './protocol.ts';

/** As many as there are that every theme tells apart. */
const COLORS = 6;

/** Turns entries of the access log into rows, and remembers pods and sessions, so that one sees who stays and who moves. */
export class RequestRows {
  readonly #pods = new Recent<number>();
  /** The pod that answered a session last. */
  readonly #homes = new Recent<string>();
  #podsMet = 0;

  row(entry: AccessEntry): RequestRow {
    const { time, route, session, status, milliseconds, tries } = entry;
    return {
      type: 'request',
      time: clock(time),
      request: seen(requestText(entry)),
      route: seen(route.replace(/^default\//, '')),
      session: session === undefined ? '' : seen(`${session.name}#${session.id}`),
      sessionMark: session === undefined ? undefined : this.#sessionMark(session, tries.at(-1)),
      tries: tries.map((one) => this.#try(one)),
      tryMark: tryMark(tries),
      status: String(status || ''),
      isFailed: (status ?? 0) >= 500,
      milliseconds: milliseconds < 1_000 ? milliseconds.toFixed(1) : milliseconds.toFixed(0),
    };
  }

  gap(count: number): GapRow {
    return { type: 'gap', text: l10n.t('{0} requests left out: they came faster than they can be shown', count) };
  }

  #try({ pod, reason, failure }: AccessTry): Try {
    const number = this.#pods.get(pod) ?? this.#podsMet++;
    this.#pods.set(pod, number);
    return {
      pod: seen(pod),
      name: seen(pod.slice(pod.lastIndexOf('-') + 1) || pod),
      letter: letters(number),
      color: number % COLORS,
      why: seen(failure ?? reason),
      isFailed: failure !== undefined,
    };
  }

  #sessionMark({ name, id, isNew }: AccessSession, last: AccessTry | undefined): Mark | undefined {
    const answered = last?.failure === undefined ? last?.pod : undefined;
    const key = `${name}#${id}`;
    const home = this.#homes.get(key);
    if (answered !== undefined) this.#homes.set(key, answered);
    if (isNew) return { kind: 'new', text: l10n.t('new') };
    if (home === undefined || answered === undefined || home === answered) return undefined;
    return { kind: 'moved', text: l10n.t('moved') };
  }
}

/** What was met lately: clients make up sessions without end. */
class Recent<T> {
  readonly #values = new Map<string, T>();

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: T): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > MOST_ROWS && oldest !== undefined) this.#values.delete(oldest);
  }
}

function tryMark(tries: readonly AccessTry[]): Mark | undefined {
  if (tries.some(({ failure }) => failure?.startsWith('fault') === true)) {
    return { kind: 'fault', text: l10n.t('fault') };
  }
  return tries.length > 1 ? { kind: 'retry', text: l10n.t('retry') } : undefined;
}

function requestText({ via, method, host = '', path = '' }: AccessEntry): string {
  if (via === 'service') return l10n.t('connection');
  // Its head was none, or not to be believed.
  return method === undefined ? l10n.t('refused request') : `${method} ${host}${path}`;
}

/** `14:31:02.123`, where the user lives. */
function clock(time: string): string {
  const date = new Date(time);
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** 0 is A, 25 is Z, 26 is AA. */
function letters(number: number): string {
  const last = String.fromCharCode(65 + (number % 26));
  return number < 26 ? last : letters(Math.floor(number / 26) - 1) + last;
}

/** `text` with what would not be seen, or would turn the direction of what follows, written out as `\u{202e}`. */
function seen(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
}
