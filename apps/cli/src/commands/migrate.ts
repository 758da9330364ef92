import { Option } from '@commander-js/extra-typings';
import type { Migration } from '@sticky/manifests';
import { readDocumentFiles } from '../documents/document-files.ts';
import { refuseUnreadable } from '../documents/refuse-unreadable.ts';
import { writeDocumentFiles } from '../documents/write-document-files.ts';
import { CliError } from '../errors.ts';
import { objectName } from '../options/kubernetes-name.ts';
import { routerFlag } from '../options/router-flag.ts';
import { showsOutput } from '../options/shown-options.ts';
import { migrationText } from '../present/migration-text.ts';
import { placeText } from '../present/place-text.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { oneLine } from '../terminal/printable.ts';

export function addMigrate(program: Program, cli: Cli): void {
  program
    .command('migrate')
    .summary('say it to another router')
    .description('rewrite documents for another router, and say what is kept, changed and lost; asks no cluster')
    .argument('[file...]', 'files and folders; - or nothing: standard input')
    .addOption(
      new Option('--to <router>', 'router to move to; `sticky routers` lists them')
        .argParser(routerFlag('--to'))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--from <router>', 'only what is for this router (default: all)').argParser(routerFlag('--from')),
    )
    .addOption(
      new Option('--class <name>', "IngressClass or GatewayClass there (default: the router's usual one)").argParser(
        objectName('--class'),
      ),
    )
    .option('-w, --write', 'change the files in place (default: print them)')
    .configureHelp(showsOutput)
    .action(async (paths, { to, from, class: className, write }, command) => {
      const run = beginRun(cli, command.optsWithGlobals(), { formats: ['table', 'json', 'markdown'] });
      const files = await readDocumentFiles(paths, cli.process, run.signal);
      if (write === true && files.some(({ file }) => file === '-')) {
        throw new CliError('usage', '--write: standard input is no file: leave it out, or name files');
      }
      const { migrate, readSource, renderMigrationMarkdown } = await import('@sticky/manifests');
      const sources = files.map(({ file, bytes }) => readSource(bytes, file));
      const problems = sources.flatMap((source) => source.problems);
      for (const { place, message } of problems) {
        run.terminal.note((style) => style.warn(`! ${placeText(place)}: ${oneLine(message)}`));
      }
      const migration = migrate(sources, {
        to,
        ...(from !== undefined && { from }),
        ...(className !== undefined && { className }),
      });
      if (write === true) await writeDocumentFiles(run, '--write', sources, migration.files);
      if (run.options.output === 'markdown') {
        run.terminal.result(migration, () => renderMigrationMarkdown(migration));
      } else {
        if (run.terminal.format === 'table') {
          run.terminal.note((style) => migrationText(migration.rows, style, run.terminal.width));
        }
        if (write !== true || run.terminal.format === 'json') run.terminal.result(migration, () => textOf(migration));
      }
      refuseUnreadable(problems);
    });
}

/** Every text, one after the other; of several, each below the name of its file. */
function textOf({ files }: Migration): string {
  const [only, ...others] = files;
  if (only !== undefined && others.length === 0) return only.text;
  return files.map(({ file, text }) => `---\n# Source: ${oneLine(file)}\n${text.replace(/^---\n/, '')}`).join('');
}
