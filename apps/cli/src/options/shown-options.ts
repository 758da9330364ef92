import type { CommandUnknownOpts, Help } from '@commander-js/extra-typings';

/** The help of commands that change nothing: of the options that all share, those about changes and waiting are left out. */
export const showsCluster: Pick<Help, 'showGlobalOptions' | 'visibleGlobalOptions'> = {
  showGlobalOptions: true,
  visibleGlobalOptions: ({ parent }: CommandUnknownOpts) =>
    (parent?.options ?? []).filter(({ long }) => !changing.includes(long ?? '')),
};

const changing = ['--version', '--yes', '--force', '--wait'];
