import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commands } from '../src/commands/index.ts';
import { treeOf } from '../src/tree/model.ts';
import { app, context, flat, sidebar, view } from '../src/tree/sidebar.fixture.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8');
const MenuItem = z.object({ command: z.string(), when: z.string() });
const manifest = z
  .object({
    engines: z.object({ vscode: z.string() }),
    extensionKind: z.array(z.string()),
    activationEvents: z.array(z.string()),
    capabilities: z.object({
      untrustedWorkspaces: z.object({ supported: z.literal('limited'), restrictedConfigurations: z.array(z.string()) }),
      virtualWorkspaces: z.object({ supported: z.boolean() }),
    }),
    contributes: z.object({
      commands: z.array(
        z.object({ command: z.string(), title: z.string(), category: z.literal('Sticky'), icon: z.string() }),
      ),
      menus: z.record(z.string(), z.array(MenuItem)),
      configuration: z.object({
        properties: z.record(z.string(), z.object({ default: z.union([z.string(), z.boolean()]), scope: z.string() })),
      }),
    }),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read('package.json')));
const { contributes, capabilities } = manifest;

describe('the manifest', () => {
  test('names every command that is registered, and no other', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.keys(commands).sort());
  });

  test('has a text for every placeholder, and no text for nobody', () => {
    const used = [...read('package.json').matchAll(/%([\w.]+)%/g)].map(([, key]) => key);
    expect(Object.keys(JSON.parse(read('package.nls.json'))).sort()).toEqual([...new Set(used)].sort());
  });

  test('offers in menus only what exists, on rows that exist', () => {
    const contexts = [
      context({
        state: { kind: 'open', view: view({ apps: [app(), app({ uid: 'bare', name: 'bare', routes: [] })] }) },
      }),
      context({ id: 'closed', lab: false, state: { kind: 'closed' } }),
      context({ id: 'failed', lab: false, state: { kind: 'failed', message: '' } }),
    ];
    const rows = flat(treeOf(sidebar({ contexts }))).map(({ contextValue }) => contextValue);
    for (const { command, when } of Object.values(contributes.menus).flat()) {
      expect(Object.keys(commands)).toContain(command);
      const pattern = /viewItem =~ \/(.+?)\/(?= |$)/.exec(when)?.[1];
      const exact = /viewItem == (\w+)/.exec(when)?.[1];
      if (pattern !== undefined)
        expect(
          rows.some((row) => new RegExp(pattern).test(row)),
          when,
        ).toBe(true);
      if (exact !== undefined) expect(rows, when).toContain(exact);
    }
  });

  test('trusts no workspace with a kubeconfig, and asks for no setting', () => {
    expect(capabilities.untrustedWorkspaces.restrictedConfigurations).toEqual(['sticky.kubeconfig']);
    for (const [name, { default: value, scope }] of Object.entries(contributes.configuration.properties)) {
      expect([name, value, scope]).toEqual(
        name === 'sticky.findings' ? [name, true, 'resource'] : [name, '', 'machine-overridable'],
      );
    }
  });

  test('starts with the sidebar, a command or YAML, not with the editor, and runs where the folder is', () => {
    expect(manifest.activationEvents).toEqual(['onLanguage:yaml']);
    expect(manifest.extensionKind).toEqual(['workspace']);
  });

  test('is typed against the oldest editor that it says it works in', () => {
    expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
  });
});
