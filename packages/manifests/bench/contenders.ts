import { join } from 'node:path';
import { findProgram } from '../../../scripts/bench/find-program.ts';
import { type AppSpec, type KubernetesObject, renderApp, toYaml } from '../src/index.ts';
import { app, cookie } from './apps.ts';
import type { Workshop } from './workshop.ts';

/** What makes the YAML of Apps. */
export interface Contender {
  readonly name: string;
  /** So many Apps of different names, from nothing to their YAML; resolves with milliseconds. */
  readonly render: (count: number) => Promise<number>;
}

/** All that can be measured here; who is missing on this machine is named. @param most so many Apps at most */
export async function contendersIn(workshop: Workshop, most: number): Promise<readonly Contender[]> {
  const others = await Promise.all([kustomize(workshop, most), helm(workshop)]);
  return [called, await started(workshop), ...others.filter((contender) => contender !== undefined)];
}

/** The library in the process that wants the YAML. */
const called: Contender = {
  name: 'sticky, called',
  render: async (count) => {
    const start = performance.now();
    for (let index = 0; index < count; index += 1) toYaml(objectsOf(`app-${index}`));
    return performance.now() - start;
  },
};

/** The library as a program of its own, Node's start included. */
async function started(workshop: Workshop): Promise<Contender> {
  const script = await workshop.bundle(join(import.meta.dirname, 'render-apps.ts'));
  return {
    name: 'sticky, as a program',
    render: async (count) => (await workshop.run(process.execPath, [script, String(count)])).milliseconds,
  };
}

/** An overlay for each App, which gives a name to the objects of one base. */
async function kustomize(workshop: Workshop, most: number): Promise<Contender | undefined> {
  const kubectl = found('kubectl');
  if (kubectl === undefined) return undefined;
  await workshop.write('kustomize/base/app.yaml', toYaml(objectsOf('app')));
  await workshop.write('kustomize/base/kustomization.yaml', 'resources: [app.yaml]\n');
  const overlay = (index: number) => `kustomize/app-${index}`;
  for (let index = 0; index < most; index += 1) {
    await workshop.write(`${overlay(index)}/kustomization.yaml`, `nameSuffix: "-${index}"\nresources: [../base]\n`);
  }
  const all = Array.from({ length: most }, (_, index) => `../app-${index}`);
  await workshop.write('kustomize/all/kustomization.yaml', `resources: [${all.join(', ')}]\n`);
  return {
    name: 'kubectl kustomize',
    render: async (count) => {
      const folder = count === 1 ? overlay(0) : 'kustomize/all';
      return (await workshop.run(kubectl, ['kustomize', folder])).milliseconds;
    },
  };
}

/** A chart with one template, over a number of names. */
async function helm(workshop: Workshop): Promise<Contender | undefined> {
  const program = found('helm');
  if (program === undefined) return undefined;
  const template = toYaml(objectsOf('NAME')).replaceAll('NAME', '{{ printf "app-%d" . }}');
  await workshop.write('chart/Chart.yaml', 'apiVersion: v2\nname: app\nversion: 0.1.0\n');
  await workshop.write('chart/values.yaml', 'count: 1\n');
  await workshop.write(
    'chart/templates/app.yaml',
    `{{- range until (int .Values.count) }}\n---\n${template}{{- end }}\n`,
  );
  return {
    name: 'helm template',
    render: async (count) =>
      (await workshop.run(program, ['template', 'bench', 'chart', '--set', `count=${count}`])).milliseconds,
  };
}

function found(program: string): string | undefined {
  const path = findProgram(program);
  if (path === undefined) console.log(`${program}: left out, not on this machine`);
  return path;
}

function objectsOf(name: string): readonly KubernetesObject[] {
  const named: AppSpec = { ...app, name, route: { host: 'sticky.info', path: '/', ingressClassName: 'nginx' } };
  return renderApp(named, cookie, 'ingress-nginx').objects;
}
