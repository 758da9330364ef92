import { asksAsUsersDo } from '../experiments/ordinary.ts';
import { failureText, type Sample } from '../sample.ts';
import { clip } from './clip.ts';
import { html, type Markup } from './markup.ts';
import type { BackendNames } from './names.ts';

/** How a request is drawn: each kind has a shape of its own, so that nothing hangs on a colour. */
export type Shape = 'dot' | 'diamond' | 'square' | 'triangle' | 'pentagon' | 'hexagon' | 'ring' | 'cross' | 'refusal';

interface Look {
  /** Around 0 0. */
  readonly path: string;
  readonly fill: 'mark' | 'hollow' | 'cross' | 'refusal';
  readonly meaning: string;
}

export const looks: Readonly<Record<Shape, Look>> = {
  dot: { path: 'M-3.5 0a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0z', fill: 'mark', meaning: 'request with a cookie jar' },
  diamond: { path: 'M0-6 6 0 0 6-6 0z', fill: 'mark', meaning: 'the answer set a cookie' },
  square: { path: 'M-3.5-3.5h7v7h-7z', fill: 'mark', meaning: 'request on a kept connection' },
  triangle: { path: 'M0-4.5 4.5 3.5h-9z', fill: 'hollow', meaning: 'with cookies left out or altered' },
  pentagon: {
    path: 'M0-4.8 4.6-1.5 2.8 3.9h-5.6L-4.6-1.5z',
    fill: 'hollow',
    meaning: 'from another address, to another URL or with a header',
  },
  hexagon: { path: 'M-2.4-4.2h4.8L4.8 0 2.4 4.2h-4.8L-4.8 0z', fill: 'hollow', meaning: 'by WebSocket or HTTP/2' },
  ring: { path: 'M-3 0a3 3 0 1 0 6 0 3 3 0 1 0-6 0z', fill: 'hollow', meaning: 'new client without cookies' },
  cross: { path: 'M-4-4 4 4M4-4-4 4', fill: 'cross', meaning: 'failed' },
  refusal: {
    path: 'M-2.5-2.5 2.5 2.5M2.5-2.5-2.5 2.5',
    fill: 'refusal',
    meaning: 'refused, or not spoken: it was odd on purpose',
  },
};

/** @param followed it asked more than once, so that its first cookie is worth a sign */
export function shapeOf({ experiment, failure, cookiesSet }: Sample, followed: boolean): Shape {
  if (failure !== undefined) return asksAsUsersDo(experiment) ? 'cross' : 'refusal';
  switch (experiment) {
    case 'fresh':
    case 'fairness':
      return followed && cookiesSet.length > 0 ? 'diamond' : 'ring';
    case 'ablation':
    case 'forged':
    case 'stale':
    case 'duplicate':
    case 'oversized':
      return 'triangle';
    case 'address':
    case 'url':
    case 'header':
      return 'pentagon';
    case 'websocket':
    case 'http2':
      return 'hexagon';
    case 'connection':
      return cookiesSet.length > 0 ? 'diamond' : 'square';
    default:
      return cookiesSet.length > 0 ? 'diamond' : 'dot';
  }
}

/** As many colours of clients as the stylesheet has. */
const colors = 8;
const dashes = 3;

/** A client's colour, and for its line a dash: with eight and three, 24 clients look different. */
export function classOf(client: number | undefined): string {
  return client === undefined ? 'loose' : `c${client % colors} d${client % dashes}`;
}

/** One request, at its place, with a tooltip. */
export function drawMark(
  sample: Sample,
  x: number,
  y: number,
  client: number | undefined,
  names: BackendNames,
): Markup {
  const { path, fill } = looks[shapeOf(sample, client !== undefined)];
  return html`<path class="${fill} ${fill === 'cross' || fill === 'refusal' ? '' : classOf(client)}" transform="translate(${x} ${y})" d="${path}"><title>${describe(sample, client, names)}</title></path>`;
}

/** One request in words. */
function describe(sample: Sample, client: number | undefined, names: BackendNames): string {
  const who = client === undefined ? 'new client' : `client ${client}`;
  const set = sample.cookiesSet.length > 0 ? `, set ${cookieNames(sample)}` : '';
  return `${sample.at} ms, ${who}, connection ${sample.connection}: ${answerer(sample, names)}${set}`;
}

/** The backend that answered, or what failed. */
export function answerer(sample: Sample, names: BackendNames): string {
  if (sample.backend === undefined) return `failed: ${clip(failureText(sample), 40)}`;
  return clip(names.get(sample.backend) ?? sample.backend, 24);
}

export function cookieNames({ cookiesSet }: Sample): string {
  return clip(cookiesSet.map(({ name }) => clip(name, 40)).join(', '), 60);
}
