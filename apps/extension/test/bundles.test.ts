import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../build.mjs';

const dist = mkdtempSync(join(tmpdir(), 'sticky-bundles-'));
let inputs: Readonly<Record<'extension' | 'work' | 'lab', readonly string[]>>;

beforeAll(async () => {
  const { extension, work, lab } = await bundle(dist);
  const names = (meta: { readonly inputs: object }) => Object.keys(meta.inputs);
  inputs = { extension: names(extension), work: names(work), lab: names(lab) };
}, 60_000);
afterAll(() => rmSync(dist, { recursive: true, force: true }));

describe('the bundles', () => {
  test('the one that the editor starts with is small, and carries nothing heavy', () => {
    expect(statSync(join(dist, 'extension.cjs')).size).toBeLessThan(150_000);
    expect(inputs.extension.filter((path) => /client-node|undici|zod|packages\//.test(path))).toEqual([]);
  });

  test('the Kubernetes client is in the one that loads on first use', () => {
    expect(inputs.work.some((path) => path.includes('@kubernetes/client-node'))).toBe(true);
  });

  test('activating loads nothing; the first look at the sidebar loads the heavy half', () => {
    const seen = execFileSync(process.execPath, ['-e', activation, join(dist, 'extension.cjs')], { encoding: 'utf8' });
    expect(JSON.parse(seen)).toEqual({ activated: false, looked: true });
  });

  test('come with the notices of all that is in them, the lab and its app included', () => {
    const notices = readFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['@kubernetes/client-node', 'undici', 'express']) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\nLicence: `, 'm'));
    }
  });

  test('come with the schema that the manifest names for files of expectations', () => {
    const { contributes } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));
    const [{ fileMatch, url }] = contributes.yamlValidation;
    expect(fileMatch).toBe('sticky.expect.yaml');
    expect(JSON.parse(readFileSync(join(dist, '..', url.replace('./dist', basename(dist))), 'utf8'))).toHaveProperty(
      'properties.routes',
    );
  });

  test('the lab and its app start by themselves, without the extension', () => {
    expect(inputs.lab.filter((path) => path.includes('apps/extension'))).toEqual([]);
    expect(statSync(join(dist, 'uuid-app.cjs')).size).toBeGreaterThan(0);
  });
});

/** Activates the bundle under an editor that answers everything with nothing, and watches which files are loaded. */
const activation = `
const { Module } = require('node:module');
const provider = {};
const anything = () => new Proxy(function () {}, {
  get: (_, name) => name === Symbol.toPrimitive ? () => '' : name === 'createTreeView'
    ? (_id, options) => { Object.assign(provider, options); return anything(); } : anything(),
  apply: () => anything(),
  construct: () => anything(),
  set: () => true,
});
// By its prototype, because a bundle copies what a module itself has.
const vscode = Object.create(anything());
const load = Module._load;
Module._load = (name, ...rest) => name === 'vscode' ? vscode : load(name, ...rest);
const loaded = () => Object.keys(require.cache).some((path) => path.endsWith('work.cjs'));
const { activate } = require(process.argv[1]);
activate({ extensionPath: '/nowhere', subscriptions: [] });
const activated = loaded();
provider.treeDataProvider.getChildren().then(done, done);
function done() { console.log(JSON.stringify({ activated, looked: loaded() })); process.exit(); }
`;
