import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { home, test } from './editor-test.ts';

describe('the whole way', () => {
  test('from the palette, pressing Enter', async ({ editor }) => {
    await editor.run('Sticky: Start Lab');
    await editor.row(/^Context sticky-lab, namespace default: lab, no apps/).waitFor();
    await editor.shot('lab');

    await editor.run('Sticky: Deploy');
    await editor.question('Name of the app');
    await editor.shot('deploy-asks');
    await editor.press('Enter');
    await editor.enter('Image to run');
    await editor.enter('How many pods');
    await editor.enter('Port that the container listens on');
    await editor.row(/^App sticky-d: 1\/1 ready, not exposed/).waitFor();
    await editor.shot('deployed');

    await editor.run('Sticky: Scale');
    await editor.type(/How many pods \(now 1\)/, '3');
    await editor.press('Enter');
    await editor.row(/^App sticky-d: 3\/3 ready/).waitFor();
    await editor.shot('scaled');

    await editor.run('Sticky: Expose');
    await editor.question('Type of the Service');
    await editor.shot('expose-asks');
    await editor.press('Enter');
    await editor.enter('Also a route through an ingress?');
    await editor.row(/^Service sticky-d: LoadBalancer 127\.\S+, per connection/).waitFor();
    await editor.row(/^App sticky-d: 3\/3 ready, not sticky/).waitFor();

    await editor.run('Sticky: Make Sticky');
    await editor.question('What keeps a client on its pod?');
    await editor.shot('make-sticky-asks');
    await editor.press('Enter');
    await editor.enter('Host of the route, which is made for it');
    await editor.enter('Name of the cookie');
    await editor.enter(/How long it lives/);
    await editor.enter('When the set of pods changes');
    await editor.row(/^App sticky-d: 3\/3 ready, sticky by cookie key/).waitFor();
    await editor.row(/^Route http:\/\/sticky\.info\/: ingress-nginx, cookie key, 60 s, balanced/).waitFor();
    await editor.shot('sticky');

    await editor.run('Sticky: Probe');
    await editor.enter('What?');
    await editor.panel.getByRole('heading', { name: /Sticky by cookie\s+key/ }).waitFor();
    await editor.row(/^App sticky-d: .*, proven just now/).waitFor();
    await editor.shot('proven');

    const [before] = await editor.podNames();
    await editor.run('Sticky: Delete Pod');
    await editor.enter(/Which pod\?/);
    await expect.poll(() => editor.podNames()).not.toContain(before);
    await editor.row(/^App sticky-d: 3\/3 ready/).waitFor();
    expect(await editor.podNames()).toHaveLength(3);
    await editor.shot('pod-replaced');

    await editor.run('Sticky: Remove');
    await editor.dialog.getByText(/Deleted: Deployment sticky-d/).waitFor();
    await editor.shot('remove-asks');
    await editor.press('Enter');
    await editor.row(/^No apps yet/).waitFor();

    await editor.run('Sticky: Stop Lab');
    await editor.page.getByRole('button', { name: 'Start Lab' }).last().waitFor();
    await expect.poll(() => existsSync(home.lab('lab.json'))).toBe(false);
    await editor.shot('lab-stopped');
  });

  const inLight = test.extend({ settings: { 'workbench.colorTheme': 'Light Modern' } });
  inLight('from the sidebar, with a slip and second thoughts', async ({ editor }) => {
    await editor.page.locator('.welcome-view-content').getByRole('button', { name: 'Start Lab' }).click();
    await editor.row(/^No apps yet/).click();
    await editor.type('Name of the app', 'Not_A_Name');
    await editor.page
      .locator('.quick-input-message')
      .getByText(/cannot name an App/)
      .waitFor();
    await editor.shot('bad-name');
    await editor.press('Enter');
    await editor.type(/cannot name an App/, 'shop');
    await editor.enter('Name of the app');
    await editor.question('Image to run');
    await editor.press('Escape');
    await expect.poll(() => editor.rows(/^App shop/).count()).toBe(0);

    await editor.inline(/^Context sticky-lab/, 'Deploy');
    await editor.type('Name of the app', 'shop');
    for (const question of ['Name of the app', 'Image to run', 'How many pods', /container listens on/]) {
      await editor.enter(question);
    }
    await editor.row(/^App shop: 1\/1 ready/).waitFor();

    await editor.inline(/^App shop/, 'Scale');
    await editor.enter(/How many pods \(now 1\)/);
    await editor.row(/^App shop: 2\/2 ready/).waitFor();

    await editor.inline(/^App shop/, 'Make Sticky');
    await editor.question('What keeps a client on its pod?');
    await editor.press('Escape');
    await editor.menu(/^App shop/, 'Make Sticky');
    for (const question of [/What keeps/, /Host of the route/, /Name of the cookie/, /How long/, /set of pods/]) {
      await editor.enter(question);
    }
    await editor.row(/^App shop: 2\/2 ready, sticky by cookie key/).waitFor();

    await editor.inline(/^Route http/, 'Probe');
    await editor.panel.getByRole('heading', { name: /Sticky by cookie\s+key/ }).waitFor();
    await editor.row(/^Warning: .*60 s/).waitFor();
    await editor.shot('route-proven');
    await editor.inline(/^Service shop/, 'Probe');
    await editor.panel
      .getByRole('heading', { name: /connection/ })
      .first()
      .waitFor();
    await editor.shot('service-proven');
    // What the Service shows takes nothing from the proof of the route.
    await editor.row(/^App shop: 2\/2 ready, sticky by cookie key, proven/).waitFor();
    const probed = await editor.panel.locator('body').textContent();
    await editor.page.locator('.editor-actions').getByRole('button', { name: 'Probe', exact: true }).click();
    await expect.poll(() => editor.panel.locator('body').textContent()).not.toBe(probed);
    await editor.panel
      .getByRole('heading', { name: /connection/ })
      .first()
      .waitFor();

    const [before] = await editor.podNames();
    await editor.inline(new RegExp(`^Pod ${before}`), 'Delete Pod');
    await expect.poll(() => editor.podNames()).not.toContain(before);
    await editor.row(/^App shop: 2\/2 ready/).waitFor();

    await editor.menu(/^App shop/, 'Remove');
    await editor.dialog.getByRole('button', { name: 'Cancel' }).click();
    await editor.row(/^App shop: 2\/2 ready/).waitFor();
    await editor.menu(/^App shop/, 'Remove');
    await editor.dialog.getByRole('button', { name: 'Remove' }).click();
    await editor.row(/^No apps yet/).waitFor();

    await editor.inline(/^Context sticky-lab/, 'Stop Lab');
    await editor.page.locator('.welcome-view-content').getByRole('button', { name: 'Start Lab' }).waitFor();
  });
});
