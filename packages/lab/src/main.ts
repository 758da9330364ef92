/**
 * The lab's process script: `lab` serves a lab, `pod SCRIPT` runs a pod's program under guard. Each loads its own half,
 * so that a pod starts without the lab's code.
 */
async function main([mode, script]: readonly string[]): Promise<void> {
  if (mode === 'lab') {
    const { serveLab } = await import('./lab-process.ts');
    await serveLab();
  } else if (mode === 'pod' && script !== undefined) {
    const { runPod } = await import('./kubelet/pod-guard.ts');
    await runPod(script);
  } else {
    throw new Error('run by a lab, with "lab" or "pod SCRIPT"');
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
