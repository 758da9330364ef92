import { expect, test } from 'vitest';
import { lint, readSource } from '../index.ts';

/** What a large shop has: an Ingress, a Service and a Deployment each, in namespaces of ten. */
function app(index: number): string {
  const namespace = `team-${Math.floor(index / 10)}`;
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: app-${index}
  namespace: ${namespace}
  annotations:
    nginx.ingress.kubernetes.io/affinity: cookie
    nginx.ingress.kubernetes.io/affinity-mode: persistent
    nginx.ingress.kubernetes.io/session-cookie-name: route
    nginx.ingress.kubernetes.io/session-cookie-max-age: "60"
    nginx.ingress.kubernetes.io/session-cookie-samesite: lax
spec:
  ingressClassName: nginx
  tls:
    - hosts: [app-${index}.example]
      secretName: app-${index}-tls
  rules:
    - host: app-${index}.example
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: app-${index}, port: {number: 80}}}
          - path: /api
            pathType: Prefix
            backend: {service: {name: app-${index}-api, port: {name: http}}}
---
apiVersion: v1
kind: Service
metadata:
  name: app-${index}
  namespace: ${namespace}
spec:
  selector: {app: app-${index}, tier: web}
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${index}
  namespace: ${namespace}
spec:
  replicas: 3
  selector:
    matchLabels: {app: app-${index}, tier: web}
  template:
    metadata:
      labels: {app: app-${index}, tier: web}
    spec:
      containers:
        - name: web
          image: web:1
`;
}

test('1,000 Ingresses with what is behind them are linted within a second', () => {
  const text = Array.from({ length: 1000 }, (_, index) => app(index)).join('---\n');
  lint([readSource(text.slice(0, 50_000))]);
  const started = process.cpuUsage();
  const findings = lint([readSource(text, 'apps.yaml')]);
  const { user } = process.cpuUsage(started);
  // Each has short-max-age, unknown-same-site, same-cookie-name, retired-router, missing-service, no-readiness-probe, no-drain.
  expect(findings.length).toBe(7000);
  // A second is what is asked for on a quiet core; twice that here, since tests share theirs.
  expect(user / 1000).toBeLessThan(2000);
});
