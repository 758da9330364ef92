import type { CommandUnknownOpts, Help } from '@commander-js/extra-typings';

type Shown = Pick<Help, 'showGlobalOptions' | 'visibleGlobalOptions'>;

/** The help of commands that change nothing: of the options that all share, those about changes and waiting are left out. */
export const showsCluster: Shown = without('--version', '--yes', '--force', '--wait');

/** The same of commands that change nothing, and ask all the same before they begin. */
export const asksFirst: Shown = without('--version', '--force', '--wait');

/** The same of commands that ask no cluster. */
export const showsOutput: Shown = without(
  '--version',
  '--context',
  '--namespace',
  '--kubeconfig',
  '--yes',
  '--force',
  '--wait',
);

function without(...hidden: readonly string[]): Shown {
  return {
    showGlobalOptions: true,
    visibleGlobalOptions: ({ parent }: CommandUnknownOpts) =>
      (parent?.options ?? []).filter(({ long }) => !hidden.includes(long ?? '')),
  };
}
