import { describe, expect } from 'vitest';
import { test } from './editor-test.ts';

const deployAsks = ['Name of the app', 'Image to run', 'How many pods', /container listens on/];

describe('with nothing there yet', () => {
  test('any command leads to what it needs first, by Enter', async ({ editor }) => {
    await editor.run('Sticky: Probe');
    await editor.question('Where?');
    await editor.press('Escape');
    await editor.run('Sticky: Probe');
    await editor.enter('Where?');
    await editor.question(/There is no app in sticky-lab \/ default yet/);
    await editor.shot('probe-needs-an-app');
    await editor.press('Enter');
    for (const question of deployAsks) await editor.enter(question);
    await editor.question(/sticky-d has no address yet/);
    await editor.shot('probe-needs-an-address');
    await editor.press('Enter');
    for (const question of ['Type of the Service', 'Also a route through an ingress?']) await editor.enter(question);
    await editor.panel.getByRole('heading', { name: /one pod/i }).waitFor();

    await editor.run('Sticky: Remove');
    await editor.dialog.getByRole('button', { name: 'Remove' }).click();
    await editor.row(/^No apps yet/).waitFor();
    await editor.run('Sticky: Make Sticky');
    await editor.question(/There is no app/);
    await editor.press('Escape');
    await editor.run('Sticky: Make Sticky');
    await editor.enter(/There is no app/);
    for (const question of deployAsks) await editor.enter(question);
    for (const question of [/What keeps/, /Host of the route/, /Name of the cookie/, /How long/, /set of pods/]) {
      await editor.enter(question);
    }
    await editor.row(/^App sticky-d: 1\/1 ready, sticky by cookie key/).waitFor();
  });

  test('an image that is nowhere: says what it waits for, and when cancelled what stays', async ({ editor }) => {
    await editor.run('Sticky: Deploy');
    await editor.enter('Where?');
    await editor.enter('Name of the app');
    await editor.type('Image to run', 'nope/nope:1');
    await editor.press('Enter');
    for (const question of deployAsks.slice(2)) await editor.enter(question);
    const progress = editor.toast(
      /Deploy: sticky-d: 0 of 1 pods ready; pod sticky-d-\S+: (ErrImagePull|ImagePullBackOff)/,
    );
    await progress.waitFor();
    await editor.row(/^Pod .*: (ErrImagePull|ImagePullBackOff)/).waitFor();
    await editor.shot('waits');
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await editor
      .toast(/is cancelled. What was done stays in sticky-lab \/ default: Deployment sticky-d created\./)
      .waitFor();
    await editor.shot('cancelled');
    expect(await editor.toast(/Deploy: sticky-d: 0 of/).count()).toBe(0);
  });
});
