import type { TestProject } from 'vitest/node';
import { startEditor, vsixPath } from './editor-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly editorUrl: string;
    readonly editorHome: string;
  }
}

/** One editor serves all test files. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startEditor(await vsixPath());
  provide('editorUrl', server.url);
  provide('editorHome', server.home);
  return server.close;
}
