import { expect, test } from 'vitest';
import { findImage, fullReference } from './images.ts';

test.each([
  ['app', 'docker.io/library/app:latest'],
  ['app:1', 'docker.io/library/app:1'],
  ['mopckou/sticky-session:0.0.5', 'docker.io/mopckou/sticky-session:0.0.5'],
  ['docker.io/mopckou/sticky-session:0.0.5', 'docker.io/mopckou/sticky-session:0.0.5'],
  ['index.docker.io/app', 'docker.io/library/app:latest'],
  ['registry.example:5000/team/app', 'registry.example:5000/team/app:latest'],
  ['localhost/app', 'localhost/app:latest'],
  ['app@sha256:abc', 'docker.io/library/app@sha256:abc'],
])('%s is in full %s', (reference, full) => {
  expect(fullReference(reference)).toBe(full);
});

test('an image is found under each way to write its name, and no other', () => {
  const images = { 'mopckou/sticky-session:0.0.5': { script: '/app.cjs' } };

  expect(findImage(images, 'docker.io/mopckou/sticky-session:0.0.5')?.script).toBe('/app.cjs');
  expect(findImage(images, 'mopckou/sticky-session')).toBeUndefined();
});
