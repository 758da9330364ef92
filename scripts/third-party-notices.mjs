import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/**
 * @typedef {object} Bundled
 * @property {string} folder Where esbuild ran: the paths of its metafile start there.
 * @property {import('esbuild').Metafile} metafile
 */

/** The file that stands beside the bundles, and ships with them. */
export const NOTICES = 'THIRD-PARTY-NOTICES.txt';

/**
 * Writes the notices that other people's licences ask for into `outdir`: name, version and licence text of each package
 * of which something is in one of the bundles.
 *
 * @param {string} outdir
 * @param {readonly Bundled[]} bundles
 * @throws Error when a package says nowhere under what licence it is
 */
export async function writeThirdPartyNotices(outdir, bundles) {
  const packages = await Promise.all([...filesByPackage(bundles)].map(([folder, files]) => describe(folder, files)));
  packages.sort((a, b) => a.title.localeCompare(b.title, 'en'));
  const rule = '-'.repeat(80);
  const sections = packages.map(({ title, licence, text }) => `${rule}\n${title}\nLicence: ${licence}\n\n${text}\n`);
  const opening = 'Sticky carries code of the packages below. Each is under the licence that stands with it.\n';
  await writeFile(join(outdir, NOTICES), [opening, ...sections].join('\n'));
}

/**
 * The files of which the bundles carry at least a byte, by the folder of their package.
 *
 * @param {readonly Bundled[]} bundles
 */
function filesByPackage(bundles) {
  /** @type {Map<string, Set<string>>} */
  const packages = new Map();
  for (const { folder, metafile } of bundles) {
    for (const { inputs } of Object.values(metafile.outputs)) {
      for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
        const file = resolve(folder, path);
        const home = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];
        if (home === undefined || bytesInOutput === 0) continue;
        packages.set(home, (packages.get(home) ?? new Set()).add(file));
      }
    }
  }
  return packages;
}

/** @param {string} folder @param {ReadonlySet<string>} files */
async function describe(folder, files) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const title = `${name} ${version}`;
  const text = (await licenceFiles(folder)) || (await fileHeads(files));
  if (!license || !text) {
    throw new Error(
      `${title} is bundled, but says ${license ? 'in no text' : 'in no field'} under what licence: look in ${folder}, and bundle it only if it may be passed on.`,
    );
  }
  return { title, licence: license, text };
}

/** @param {string} folder */
async function licenceFiles(folder) {
  const names = (await readdir(folder)).filter((name) => /^(?:(?:un)?licen[cs]e|copying|notice)\b/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => text.trim()).join('\n\n');
}

/**
 * What stands at the head of the files about a copyright, once each: some packages carry their licence only there.
 *
 * @param {ReadonlySet<string>} files
 */
async function fileHeads(files) {
  const sources = await Promise.all([...files].sort().map((file) => readFile(file, 'utf8')));
  const heads = sources.map((source) => {
    const head = /^(?:['"]use strict['"];?\s*)?((?:\/\/.*\r?\n?)+|\/\*[\s\S]*?\*\/)/.exec(source)?.[1] ?? '';
    return head.replaceAll(/^[ \t]*(?:\/\/|\/?\*+\/?) ?/gm, '').trim();
  });
  const notices = [...new Set(heads)].filter((head) => /copyright/i.test(head));
  // The notice of one file goes on, in another, with a comment that has nothing to do with it.
  /** @param {string} notice */
  const repeats = (notice) => notices.some((other) => other !== notice && notice.startsWith(other));
  return notices.filter((notice) => !repeats(notice)).join('\n\n');
}
