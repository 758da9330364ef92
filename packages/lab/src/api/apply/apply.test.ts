import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deployment, service } from '../testing/manifests.ts';
import { type ServedApi, serveApi } from '../testing/serve-api.ts';

const WEB = '/apis/apps/v1/namespaces/default/deployments/web';

interface Applied {
  readonly metadata: {
    readonly resourceVersion: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly managedFields: readonly {
      readonly manager: string;
      readonly operation: string;
      readonly subresource?: string;
      readonly fieldsV1: object;
    }[];
  };
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: readonly Container[] } };
  };
}
interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string }[];
  readonly readinessProbe?: object;
}

let api: ServedApi;
beforeEach(async () => {
  api = await serveApi();
});
afterEach(() => api.close());

function apply(manager: string, body: object, query = '', path = WEB) {
  const contentType = 'application/apply-patch+yaml';
  return api.call<Applied>(`PATCH ${path}?fieldManager=${manager}${query}`, { body, contentType });
}

function withContainers(containers: readonly object[], spec: object = {}) {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };
  return deployment('web', { template, ...spec });
}

/** Who owns what, as `manager operation`. */
function owners({ metadata }: Applied): string[] {
  return metadata.managedFields.map(({ manager, operation }) => `${manager} ${operation}`);
}

describe('the first apply', () => {
  test('makes the object, and its manager owns what it said and no default', async () => {
    const { status, body } = await apply('sticky', deployment('web', { replicas: 2 }));
    expect(status).toBe(201);
    expect(body.metadata.managedFields).toEqual([
      expect.objectContaining({
        manager: 'sticky',
        operation: 'Apply',
        apiVersion: 'apps/v1',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { 'f:app': {} } },
          'f:spec': {
            'f:replicas': {},
            'f:selector': {},
            'f:template': {
              'f:metadata': { 'f:labels': { 'f:app': {} } },
              'f:spec': {
                'f:containers': {
                  'k:{"name":"web"}': {
                    '.': {},
                    'f:image': {},
                    'f:name': {},
                    'f:ports': { 'k:{"containerPort":8080,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
                  },
                },
              },
            },
          },
        },
      }),
    ]);
  });

  test('again changes nothing at all', async () => {
    const first = await apply('sticky', deployment('web'));
    const second = await apply('sticky', deployment('web'));
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
  });

  test('needs a manager', async () => {
    expect((await apply('', deployment('web'))).status).toBe(400);
  });

  test('may not bring owners of its own', async () => {
    const own = deployment('web');
    const body = { ...own, metadata: { ...own.metadata, managedFields: [{ manager: 'x' }] } };
    expect((await apply('sticky', body)).body).toMatchObject({
      code: 400,
      message: 'metadata.managedFields must be nil',
    });
  });
});

describe('what is applied no more', () => {
  test('goes, and the default comes back', async () => {
    await apply(
      'sticky',
      withContainers([{ name: 'web', image: 'web:1', env: [{ name: 'A' }, { name: 'B' }] }], { replicas: 3 }),
    );
    const { body } = await apply('sticky', withContainers([{ name: 'web', image: 'web:1', env: [{ name: 'B' }] }]));
    expect(body.spec.replicas).toBe(1);
    expect(body.spec.template.spec.containers[0]?.env?.map(({ name }) => name)).toEqual(['B']);
  });

  test('goes with the defaults inside of it', async () => {
    const readinessProbe = { httpGet: { path: '/', port: 8080 } };
    await apply('sticky', withContainers([{ name: 'web', image: 'web:1', readinessProbe }]));
    const { body } = await apply('sticky', withContainers([{ name: 'web', image: 'web:1' }]));
    expect(body.spec.template.spec.containers[0]).not.toHaveProperty('readinessProbe');
  });

  test('stays when somebody else owns it', async () => {
    await apply('one', deployment('web', { replicas: 3 }));
    await apply('two', { ...deployment('web'), spec: { replicas: 3 } });
    const { body } = await apply('one', deployment('web'));
    expect(body.spec.replicas).toBe(3);
    expect(owners(body).sort()).toEqual(['one Apply', 'two Apply']);
  });

  test('leaves alone what others have added beside it', async () => {
    await apply('one', withContainers([{ name: 'web', image: 'web:1' }]));
    await apply('two', {
      ...deployment('web'),
      spec: { template: { spec: { containers: [{ name: 'side', image: 'side:1' }] } } },
    });
    const { body } = await apply('one', withContainers([{ name: 'other', image: 'other:1' }]));
    expect(body.spec.template.spec.containers.map(({ name }) => name).sort()).toEqual(['other', 'side']);
  });
});

describe('a conflict', () => {
  beforeEach(async () => {
    await api.call('POST /apis/apps/v1/namespaces/default/deployments?fieldManager=kubectl-create', {
      body: deployment('web', { replicas: 2 }),
    });
  });

  test('is 409 and names who owns what', async () => {
    const { body } = await apply('sticky', deployment('web', { replicas: 5 }));
    expect(body).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed with 1 conflict: conflict with "kubectl-create" using apps/v1: .spec.replicas',
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            message: 'conflict with "kubectl-create" using apps/v1',
            field: '.spec.replicas',
          },
        ],
      },
    });
  });

  test('over several fields lists them all', async () => {
    const { body } = await apply('sticky', withContainers([{ name: 'web', image: 'web:9' }], { replicas: 5 }));
    expect(body).toMatchObject({
      message:
        'Apply failed with 2 conflicts: conflicts with "kubectl-create" using apps/v1:\n- .spec.replicas\n- .spec.template.spec.containers[name="web"].image',
    });
  });

  test('by force takes the field over', async () => {
    const { status, body } = await apply('sticky', deployment('web', { replicas: 5 }), '&force=true');
    expect(status).toBe(200);
    expect(body.spec.replicas).toBe(5);
    const created = body.metadata.managedFields.find(({ manager }) => manager === 'kubectl-create');
    expect(created?.fieldsV1).not.toMatchObject({ 'f:spec': { 'f:replicas': {} } });
  });

  test('is none where both say the same: then both own it', async () => {
    const { body } = await apply('sticky', deployment('web', { replicas: 2 }));
    for (const { fieldsV1 } of body.metadata.managedFields)
      expect(fieldsV1).toMatchObject({ 'f:spec': { 'f:replicas': {} } });
  });
});

describe('a write that is no apply', () => {
  test('takes what it changes from who applied it, who then conflicts', async () => {
    await apply('sticky', deployment('web', { replicas: 1 }));
    await api.call(`PATCH ${WEB}/scale?fieldManager=kubectl`, {
      body: { spec: { replicas: 4 } },
      contentType: 'application/merge-patch+json',
    });
    const { body } = await apply('sticky', deployment('web', { replicas: 1 }));
    expect(body).toMatchObject({
      code: 409,
      message:
        'Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
    });
  });

  test('to the status owns the status', async () => {
    await apply('sticky', deployment('web'));
    const body = { ...deployment('web'), status: { readyReplicas: 1 } };
    const { body: updated } = await api.call<Applied>(`PUT ${WEB}/status?fieldManager=controller`, { body });
    expect(updated.metadata.managedFields).toContainEqual(
      expect.objectContaining({
        manager: 'controller',
        operation: 'Update',
        subresource: 'status',
        fieldsV1: { 'f:status': { 'f:readyReplicas': {} } },
      }),
    );
  });

  test('of an empty list of owners forgets them', async () => {
    await apply('sticky', deployment('web'));
    const { body } = await api.call<Applied>(`PATCH ${WEB}?fieldManager=me`, {
      body: { metadata: { managedFields: [{}], labels: { x: 'y' } } },
      contentType: 'application/merge-patch+json',
    });
    expect(owners(body)).toEqual(['me Update']);
  });

  test('does not lose the owners when it does not know of them', async () => {
    await apply('sticky', deployment('web'));
    const { body } = await api.call<Applied>(`PUT ${WEB}?fieldManager=me`, {
      body: deployment('web', { replicas: 7 }),
    });
    expect(owners(body)).toContain('sticky Apply');
  });
});

test('what a controller made belongs to nobody, until the first apply says who was there before', async () => {
  const { apiVersion, kind, metadata, spec } = service('web');
  api.store.create('services', {
    apiVersion,
    kind,
    metadata: { ...metadata, namespace: 'default' },
    spec,
  } as Parameters<typeof api.store.create<'services'>>[1]);
  const { body } = await apply('sticky', service('web'), '', '/api/v1/namespaces/default/services/web');
  expect(owners(body)).toEqual(['before-first-apply Update', 'sticky Apply']);
});

test('a list that names one item twice is refused', async () => {
  const twice = [
    { name: 'web', image: 'web:1' },
    { name: 'web', image: 'web:2' },
  ];
  expect((await apply('sticky', withContainers(twice))).body).toMatchObject({
    code: 400,
    message: 'duplicate entries for key {"name":"web"}',
  });
});

test('a config that names an old version is 409', async () => {
  const { body: first } = await apply('sticky', deployment('web'));
  await apply('other', { ...deployment('web'), spec: { paused: true } });
  const own = deployment('web', { replicas: 2 });
  const { resourceVersion } = first.metadata;
  const { body } = await apply('sticky', { ...own, metadata: { ...own.metadata, resourceVersion } });
  expect(body).toMatchObject({ code: 409, message: expect.stringContaining('the object has been modified') });
});

test('a dry run says what would be and keeps nothing', async () => {
  await apply('sticky', deployment('web', { replicas: 1 }));
  const { body } = await apply('sticky', deployment('web', { replicas: 9 }), '&dryRun=All');
  expect(body.spec.replicas).toBe(9);
  expect((await api.call<Applied>(`GET ${WEB}`)).body.spec.replicas).toBe(1);
});
