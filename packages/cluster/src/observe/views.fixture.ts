import type { ClusterView } from '../index.ts';

/** Waits until a view is as wanted. */
export class Views {
  latest: ClusterView | undefined;
  count = 0;
  #waiting: { holds: (view: ClusterView) => boolean; resolve: (view: ClusterView) => void }[] = [];

  readonly onChange = (view: ClusterView) => {
    this.latest = view;
    this.count += 1;
    this.#waiting = this.#waiting.filter(({ holds, resolve }) => {
      if (!holds(view)) return true;
      resolve(view);
      return false;
    });
  };

  until(holds: (view: ClusterView) => boolean): Promise<ClusterView> {
    if (this.latest !== undefined && holds(this.latest)) return Promise.resolve(this.latest);
    return new Promise((resolve) => this.#waiting.push({ holds, resolve }));
  }
}
