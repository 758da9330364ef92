import { expect, test } from 'vitest';
import { type AppSpec, renderService } from '../index.ts';

const app: AppSpec = { name: 'shop', image: 'shop', replicas: 1, port: 3000, healthPath: '/' };

test.each(['ClusterIP', 'NodePort', 'LoadBalancer'] as const)('a %s offers the port of the pods', (serviceType) => {
  const service = renderService({ ...app, serviceType });
  expect(service).toMatchObject({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' } });
  expect(service.spec).toEqual({
    type: serviceType,
    selector: { app: 'shop' },
    ports: [{ port: 3000, targetPort: 3000, protocol: 'TCP' }],
  });
});

test('given an App without a type of Service, it says what to give', () => {
  expect(() => renderService(app)).toThrow(
    expect.objectContaining({ code: 'invalid-input', issues: [expect.objectContaining({ path: 'serviceType' })] }),
  );
});
