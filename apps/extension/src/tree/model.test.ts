import type { AppView } from '@sticky/cluster';
import { describe, expect, test } from 'vitest';
import { type Proof, settingOf } from '../proof.ts';
import { countProblems, treeOf } from './model.ts';
import { app, context, drawn, flat, pod, sidebar, view } from './sidebar.fixture.ts';

const proof: Proof = {
  verdict: {
    kind: 'sticky-by-cookie',
    cookie: 'key',
    log10Odds: 18,
    certain: false,
    headline: 'Sticky by cookie "key".',
    because: '6 sessions stayed.',
    advice: ['It ends 60 s after the first answer, also in the middle of a visit.'],
  },
  at: Date.parse('2026-01-01T00:57:00Z'),
  url: 'http://sticky.info/',
  answers: { '5f0c4a12-1': 61, '9b71d3e0-2': 39 },
  setting: settingOf(app()),
};
const proofs = new Map([['lab/sticky-d', [proof]]]);

const rowsOf = (one: AppView) =>
  flat(treeOf(sidebar({ contexts: [context({ state: { kind: 'open', view: view({ apps: [one] }) } })] })));

describe('the rows', () => {
  test('a kubeconfig that cannot be read takes the lab from nobody', () => {
    const unread = { contexts: [], problem: 'The kubeconfig is not YAML: correct it.' };
    const rows = treeOf(sidebar(unread));
    expect(rows).toEqual([expect.objectContaining({ label: 'Start the lab…', command: 'sticky.startLab' })]);
    const [starting] = treeOf(sidebar({ ...unread, labBusy: true }));
    expect(starting).not.toHaveProperty('command');
    expect(treeOf(sidebar({ contexts: [] }))).toEqual([]);
  });

  test('one look says: is it up, is it sticky, is it proven', () => {
    const identities = new Map([
      ['lab/sticky-d', { '5f0c4a12-1': 'sticky-d-6b8f7c-rdn6q', '9b71d3e0-2': 'sticky-d-6b8f7c-6gjmv' }],
    ]);
    expect(drawn(treeOf(sidebar({ proofs, identities })))).toBe(
      [
        'sticky-lab / default  lab, 1 app',
        '  sticky-d  2/2 ready, sticky by cookie key, proven 3 min ago',
        '    Pods  2',
        '      rdn6q  Running, 5f0c4a12, 61 % of the last probe',
        '      6gjmv  Running, 9b71d3e0, 39 % of the last probe',
        '    Service sticky-d  LoadBalancer 127.77.1.1:8080, per connection',
        '    Routes  1',
        '      http://sticky.info/  ingress-nginx, cookie key, 60 s, balanced',
        '        It ends 60 s after the first answer, also in the middle of a visit.',
        '',
      ].join('\n'),
    );
  });

  test('of a router that is not known, no more is said than its class', () => {
    const [known] = app().routes;
    const route = { name: 'shop', url: known?.url ?? '', className: 'traefik', affinity: { kind: 'unknown' } } as const;
    const rows = rowsOf(app({ routes: [{ ...route, connectTo: { host: '192.0.2.1', port: 80 } }] }));
    expect(drawn(rows)).toContain('sticky-d  2/2 ready, affinity unknown\n');
    expect(drawn(rows)).toContain('http://sticky.info/  router unknown: class traefik\n');
  });

  test('a route of the Gateway API is told by its class and what it keeps a client by', () => {
    const route = { name: 'shop', router: 'gateway-api', className: 'envoy', url: 'http://sticky.info/' } as const;
    const connectTo = { host: '192.0.2.1', port: 80 };
    const byCookie = { ...route, connectTo, affinity: { kind: 'cookie', name: 'key', strength: 'pinned' } } as const;
    const rows = drawn(rowsOf(app({ routes: [{ ...byCookie, affinity: { kind: 'unknown' } }, byCookie] })));
    expect(rows).toContain('sticky-d  2/2 ready, sticky by cookie key\n');
    expect(rows).toContain('http://sticky.info/  Gateway API (class envoy), affinity unknown\n');
    expect(rows).toContain('http://sticky.info/  Gateway API (class envoy), cookie key, browser session, persistent\n');
  });

  test('a proof counts only for the settings that it was made under', () => {
    const changed = app({ routes: [] });
    const contexts = [context({ state: { kind: 'open', view: view({ apps: [changed] }) } })];
    expect(drawn(treeOf(sidebar({ proofs, contexts })))).not.toContain('proven');
  });

  test('a probe that contradicts the settings is told as such, not as a proof', () => {
    const contradicting = { ...proof, verdict: { ...proof.verdict, kind: 'not-sticky' as const } };
    const rows = treeOf(sidebar({ proofs: new Map([['lab/sticky-d', [contradicting]]]) }));
    expect(drawn(rows)).toContain('sticky by cookie key, probed 3 min ago: not sticky');
  });

  test('what a probe of the Service shows does not undo the proof of the sticky route', () => {
    const later = {
      ...proof,
      url: 'http://127.77.1.1:8080/',
      verdict: { ...proof.verdict, kind: 'sticky-by-connection' as const, advice: ['Connections are balanced.'] },
    };
    const text = drawn(treeOf(sidebar({ proofs: new Map([['lab/sticky-d', [later, proof]]]) })));
    expect(text).toContain('sticky by cookie key, proven 3 min ago');
    expect(text).toContain('per connection\n      Connections are balanced.');
    expect(text).toContain('balanced\n        It ends 60 s');
  });

  test('contexts of the kubeconfig are named and nothing else', () => {
    const contexts = [context({ id: 'k', name: 'minikube', lab: false, state: { kind: 'closed' } })];
    expect(drawn(treeOf(sidebar({ contexts })))).toBe('minikube / default  not opened\n');
  });

  test('a cluster that does not answer is one row that says so', () => {
    const message = 'Nothing answers at https://127.0.0.1:1: is the cluster running?';
    const contexts = [context({ id: 'k', name: 'dead', lab: false, state: { kind: 'failed', message } })];
    expect(drawn(treeOf(sidebar({ contexts })))).toBe(`dead / default  ${message}\n`);
  });

  test('an App in the lab offers the next step, until it is proven sticky', () => {
    const bare = app({ replicas: { wanted: 1, ready: 1 }, routes: [] });
    const alone = rowsOf(bare);
    expect(alone.at(-1)).toMatchObject({ label: 'Add a pod…', command: 'sticky.scale' });
    const { service: _, ...hidden } = app({ routes: [] });
    expect(rowsOf(hidden).at(-1)).toMatchObject({ command: 'sticky.expose' });
    expect(rowsOf(app()).at(-1)).toMatchObject({ command: 'sticky.probe' });
    expect(flat(treeOf(sidebar({ proofs }))).some(({ contextValue }) => contextValue === 'next')).toBe(false);
    expect(rowsOf(app({ waitingFor: ['1 of 2 pods ready'] })).some(({ contextValue }) => contextValue === 'next')).toBe(
      false,
    );
  });

  test('an empty context offers the first step', () => {
    const contexts = [context({ state: { kind: 'open', view: view({ apps: [] }) } })];
    const [, offer] = flat(treeOf(sidebar({ contexts })));
    expect(offer).toMatchObject({
      label: 'Deploy the first app…',
      command: 'sticky.deploy',
      subject: { context: 'lab' },
    });
  });

  test('what cannot be seen, and an App in trouble, are told and counted', () => {
    const apps = [
      app({
        problems: ['pod x: ErrImagePull, no such image'],
        pods: [pod('x', { status: 'ErrImagePull', ready: false })],
      }),
    ];
    const problems = ['may not list ingresses in "default"'];
    const contexts = [context({ state: { kind: 'open', view: view({ apps, problems }) } })];
    const text = drawn(treeOf(sidebar({ contexts })));
    expect(text).toContain('may not list ingresses in "default"');
    expect(text).toContain('pod x: ErrImagePull, no such image');
    expect(countProblems(contexts)).toBe(2);
  });

  test('every row has an id of its own, also when a cluster repeats itself, and a sentence for a screen reader', () => {
    const apps = [app({ problems: ['the same', 'the same'] }), app({ name: 'chat', uid: 'uid-chat' })];
    const contexts = [
      context({ state: { kind: 'open', view: view({ apps, problems: ['the same', 'the same'] }) } }),
      context({ id: 'other', state: { kind: 'open', view: view() } }),
    ];
    const rows = flat(treeOf(sidebar({ contexts, proofs })));
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const row of rows) expect(row.spoken).toMatch(row.description ?? /\S \S/);
  });

  test('faults are offered at the pods of the lab alone', () => {
    const state = { kind: 'open', view: view({ apps: [app()] }) } as const;
    const contexts = [context({ state }), context({ id: 'other', lab: false, state })];
    const rows = flat(treeOf(sidebar({ contexts })));
    const pods = rows.filter(({ subject }) => subject?.pod !== undefined);
    expect(new Set(pods.map(({ subject, contextValue }) => `${subject?.context} ${contextValue}`))).toEqual(
      new Set(['lab pod;lab', 'other pod']),
    );
  });

  test('colour never says what words and shape do not', () => {
    const pods = [
      pod('a'),
      pod('b', { status: 'Terminating' }),
      pod('c', { status: 'CrashLoopBackOff', ready: false }),
    ];
    const contexts = [context({ state: { kind: 'open', view: view({ apps: [app({ pods })] }) } })];
    const rows = flat(treeOf(sidebar({ contexts }))).filter(({ contextValue }) => contextValue === 'pod;lab');
    expect(new Set(rows.map(({ icon }) => icon?.id)).size).toBe(3);
    expect(rows.map(({ description }) => description)).toEqual(['Running', 'Terminating', 'CrashLoopBackOff']);
  });
});
