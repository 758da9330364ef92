import { Option } from '@commander-js/extra-typings';
import { readDocumentFiles } from '../documents/document-files.ts';
import { refuseUnreadable } from '../documents/refuse-unreadable.ts';
import { routerFlag } from '../options/router-flag.ts';
import { showsOutput } from '../options/shown-options.ts';
import { placeText } from '../present/place-text.ts';
import { readingsText } from '../present/readings-text.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli } from '../run.ts';
import { oneLine } from '../terminal/printable.ts';

export function addRead(program: Program, cli: Cli): void {
  program
    .command('read')
    .summary('what documents ask of which router')
    .description('read from documents which app is routed where, and what keeps its clients on a pod; asks no cluster')
    .argument('[file...]', 'files and folders; - or nothing: standard input')
    .addOption(new Option('--router <id>', 'only what is for this router').argParser(routerFlag('--router')))
    .configureHelp(showsOutput)
    .action(async (paths, { router }, command) => {
      const run = beginRun(cli, command.optsWithGlobals());
      const files = await readDocumentFiles(paths, cli.process, run.signal);
      const { bySameCluster, readObjects, readSource } = await import('@sticky/manifests');
      const sources = files.map(({ file, bytes }) => readSource(bytes, file));
      const clusters = bySameCluster(sources).map((group) =>
        readObjects(group.flatMap(({ documents }) => documents.map(({ object }) => object))),
      );
      const all = clusters.flatMap((cluster) => cluster.readings);
      const readings = all.filter((reading) => router === undefined || reading.router === router);
      const unserved = clusters.flatMap((cluster) => cluster.unserved);
      const problems = sources.flatMap((source) => source.problems);
      for (const { place, message } of problems) {
        run.terminal.note((style) => style.warn(`! ${placeText(place)}: ${oneLine(message)}`));
      }
      run.terminal.result({ readings, unserved, problems }, (style) =>
        readingsText({ readings, unserved }, sources, style),
      );
      refuseUnreadable(problems);
    });
}
