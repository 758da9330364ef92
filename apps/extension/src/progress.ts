import * as vscode from 'vscode';

/** How long a task may take before the user is shown that it runs. In the lab most are done by then. Milliseconds. */
const patience = 300;

/** Runs a task under one cancellable notification, shown once it takes a while. Cancelling aborts the signal. */
export async function withProgress<T>(
  title: string,
  task: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  let latest = '';
  let show = (message: string) => {
    latest = message;
  };
  const running = task(abort.signal, (message) => show(message));
  const ended = running.then(
    () => undefined,
    () => undefined,
  );
  const timer = setTimeout(() => {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    vscode.window.withProgress(options, async (progress, token) => {
      show = (message) => progress.report({ message });
      if (latest !== '') show(latest);
      const registration = token.onCancellationRequested(() => abort.abort());
      await ended;
      registration.dispose();
    });
  }, patience);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}
