import { Option } from '@commander-js/extra-typings';
import type { Finding, LintConfig, Severity, Source } from '@sticky/manifests';
import { readDocumentFiles } from '../documents/document-files.ts';
import { readLintConfig } from '../documents/lint-config-file.ts';
import { writeDocumentFiles } from '../documents/write-document-files.ts';
import { CliError } from '../errors.ts';
import { showsOutput } from '../options/shown-options.ts';
import { lintRulesText, lintSummary } from '../present/lint-text.ts';
import type { Program } from '../program.ts';
import { beginRun, type Cli, type Run } from '../run.ts';

export function addLint(program: Program, cli: Cli): void {
  program
    .command('lint')
    .summary('find what does not stick as it seems')
    .description('find in documents what is wrong or risky about sessions, and mend what is safe to; asks no cluster')
    .argument('[file...]', 'files and folders; - or nothing: standard input')
    .option('--fix', 'mend in the files what is safe to mend')
    .option('--config <file>', 'severities, and what to leave out (default: sticky.lint.yaml, if it is there)')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices(['error', 'warning', 'note', 'never'])
        .default('error' as const),
    )
    .option('--rules', 'list the rules instead')
    .configureHelp(showsOutput)
    .action(async (paths, { fix, config, failOn, rules }, command) => {
      const run = beginRun(cli, command.optsWithGlobals(), { formats: ['table', 'json', 'sarif'] });
      if (rules === true) {
        const { lintRules } = await import('@sticky/manifests');
        run.terminal.result(lintRules, (style) => lintRulesText(lintRules, style, run.terminal.width));
        return;
      }
      const settings = await readLintConfig(config);
      const given = await readDocumentFiles(paths, cli.process, run.signal);
      const { lint, readSource } = await import('@sticky/manifests');
      const read = given.map(({ file, bytes }) => readSource(bytes, file));
      const sources = fix === true ? await mended(run, read, settings) : read;
      const findings = lint(sources, settings);
      await report(run, findings, sources);
      const failing = findings.filter(({ severity }) => isFrom(severity, failOn)).length;
      if (failing > 0) {
        throw new CliError('not-as-expected', `${failing} finding${failing === 1 ? '' : 's'} from ${failOn} on`);
      }
    });
}

const order = ['note', 'warning', 'error', 'never'] as const;

function isFrom(severity: Severity, least: (typeof order)[number]): boolean {
  return order.indexOf(severity) >= order.indexOf(least);
}

/** The sources once more, after what can be mended in their files has been. */
async function mended(run: Run, sources: readonly Source[], config: LintConfig): Promise<readonly Source[]> {
  if (sources.some(({ file }) => file === '-')) {
    throw new CliError('usage', '--fix: standard input is no file: leave it out, or name files');
  }
  const { applyFixes, lint, readSource } = await import('@sticky/manifests');
  const changed = applyFixes(sources, lint(sources, config));
  await writeDocumentFiles(run, '--fix', sources, changed);
  const texts = new Map(changed.map(({ file, text }) => [file, text]));
  return sources.map((source) => readSource(texts.get(source.file) ?? source.text, source.file));
}

async function report(run: Run, findings: readonly Finding[], sources: readonly Source[]): Promise<void> {
  const { findingsJson, renderFindingsSarif, renderFindingsText } = await import('@sticky/manifests');
  const { output } = run.options;
  run.terminal.result(findingsJson(findings), (style) =>
    output === 'sarif'
      ? renderFindingsSarif(findings, sources)
      : `${renderFindingsText(findings, sources, style)}${lintSummary(findings, sources)}`,
  );
}
