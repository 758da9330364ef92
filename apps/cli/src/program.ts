import { Command, Option } from '@commander-js/extra-typings';
import manifest from '../package.json' with { type: 'json' };
import { durationFlag } from './options/field-flag.ts';
import { objectName } from './options/kubernetes-name.ts';
import { oneOfFlag } from './options/one-of-flag.ts';

/** What `-o` takes. Every command knows the first two. */
const outputFormats = ['table', 'json', 'markdown', 'junit', 'sarif'] as const;

export type OutputFormat = (typeof outputFormats)[number];

/** The `sticky` command with the options that every command shares, and no command yet. */
export function createProgram() {
  return (
    new Command('sticky')
      .description('Shows, sets up and proves session affinity on Kubernetes.')
      .version(manifest.version, '-V, --version', 'print the version')
      .addOption(
        new Option('-o, --output <format>', 'table or json; some commands know markdown, junit, sarif')
          .argParser(oneOfFlag('-o', outputFormats))
          .default('table' as const),
      )
      .option('--context <name>', 'context of the kubeconfig (default: the running lab)')
      .option('-n, --namespace <name>', 'namespace (default: that of the context)', objectName('--namespace'))
      .option('--kubeconfig <file>', 'kubeconfig file (default: $KUBECONFIG, else ~/.kube/config)')
      .option('-y, --yes', 'carry a plan out without asking')
      .option('--force', 'take over fields that somebody else manages')
      .addOption(
        new Option('--wait <duration>', 'how long to wait until an app is ready')
          .argParser(durationFlag('--wait'))
          .default(60, '60s'),
      )
      .option('--no-color', 'no colour; NO_COLOR=1 does the same')
      .helpOption('-h, --help', 'print this help')
      .helpCommand(false)
      .configureHelp({ showGlobalOptions: true })
      // The caller turns an error into its one line; commander would print it as well, and end the process.
      .configureOutput({ writeErr: () => undefined })
      .exitOverride()
  );
}

export type Program = ReturnType<typeof createProgram>;
export type GlobalOptions = ReturnType<Program['opts']>;

/** A command that has no argument and no option of its own yet. */
export type NewCommand = Command<[], Record<never, never>, GlobalOptions>;

/** Adds a command that has commands of its own. */
export function addGroup(program: Program, name: string, description: string) {
  return program.command(name).description(description);
}

export type Group = ReturnType<typeof addGroup>;
