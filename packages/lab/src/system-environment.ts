/**
 * The variables that a process needs to run at all. The lab's own processes and its pods get no others: what else stands
 * in the environment of an editor or a shell (credentials, debuggers' options) is no business of theirs.
 */
export function systemEnvironment(): Record<string, string> {
  const names = process.platform === 'win32' ? ['PATH', 'SystemRoot', 'TEMP', 'TMP'] : ['PATH', 'TMPDIR'];
  const kept = names.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(kept),
    // The editor's runtime is a browser unless it is told to be Node.
    ...(process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }),
  };
}
