/**
 * The lab's process script: `lab` serves a lab, `pod SCRIPT` runs a pod's program under guard, `resume PID` has a
 * stopped pod go on once its lab is gone. Each loads its own part, so that a pod starts without the lab's code.
 */
async function main([mode, argument]: readonly string[]): Promise<void> {
  if (mode === 'lab') {
    const { serveLab } = await import('./lab-process.ts');
    await serveLab();
  } else if (mode === 'pod' && argument !== undefined) {
    const { runPod } = await import('./kubelet/pod-guard.ts');
    await runPod(argument);
  } else if (mode === 'resume' && argument !== undefined) {
    const { resumeWithoutLab } = await import('./kubelet/resume-process.ts');
    await resumeWithoutLab(Number(argument));
  } else {
    throw new Error('run by a lab, with "lab", "pod SCRIPT" or "resume PID"');
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
