import type { PathReader } from './ingress.ts';

/** Paths of cloud load balancers, where ImplementationSpecific means a text in which `*` stands for any text and `?` for a character. */
export const starPath: PathReader = (path, pathType) => {
  if (pathType === 'Prefix' || path === '/') return { path, match: pathType === 'Exact' ? 'exact' : 'prefix' };
  if (pathType === 'Exact') return { path, match: 'exact' };
  const start = path.replace(/\/?\*$/, '');
  if (/[*?]/.test(start)) {
    const expression = path
      .replace(/[\\^$.+()[\]{}|]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return { path: `${expression}$`, match: 'regex' };
  }
  return start === path ? { path, match: 'exact' } : { path: start === '' ? '/' : start, match: 'prefix' };
};
