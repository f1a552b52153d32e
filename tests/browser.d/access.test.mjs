// For everyone: axe-core finds nothing, on a wide screen and a phone, light and dark; nothing has to be scrolled sideways.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { html, reader, site } from './world.mjs';

const axe = fs.readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** What axe finds, in words. */
async function violations(tab) {
  await tab.evaluate(axe);
  const { violations: found } = await tab.evaluate(() => window.axe.run());
  return found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`);
}

const marked = html('seed').replaceAll('"version":2,', '"new":true,"version":2,').replaceAll('"version":3,', '"revised":true,"version":3,');
for (const colorScheme of ['light', 'dark']) {
  for (const [name, viewport] of [['wide', WIDE], ['phone', PHONE]]) {
    test(`axe-core, ${colorScheme}, ${name}`, async () => {
      const { tab } = await reader({ colorScheme, viewport });
      await tab.goto((await site(marked)).url);
      assert.ok(await tab.locator('.badge').count() > 0);
      assert.deepEqual(await violations(tab), [], 'as it opens');
      await tab.fill('#query', 'architecture search');
      if (viewport === PHONE) await tab.click('#panel-button');
      await tab.locator('#keywords input').first().check();
      await tab.locator('#categories input').first().check();
      await tab.selectOption('#when', 'between');
      await tab.locator('.unfold').first().click();
      assert.deepEqual(await violations(tab), [], 'searching');
      await tab.fill('#query', 'zzzz');
      assert.deepEqual(await violations(tab), [], 'nothing found');
      await tab.evaluate(() => document.querySelector('#keys').showModal());
      assert.deepEqual(await violations(tab), [], 'with the list of keys');
    });
  }
}

test('axe-core finds what is wrong', async () => {
  const { tab } = await reader();
  await tab.goto((await site(html('seed'))).url);
  await tab.evaluate(() => { document.querySelector('.about').style.color = '#eee'; document.querySelector('#query').removeAttribute('aria-label'); });
  assert.match((await violations(tab)).join('\n'), /color-contrast/);
});

test('nothing sticks out sideways, however narrow and whatever the texts', async () => {
  const { tab } = await reader();
  for (const name of ['seed', 'hostile']) {
    await tab.goto((await site(html(name))).url);
    for (const width of [320, 390, 768, 1024, 1280]) {
      await tab.setViewportSize({ width, height: 800 });
      const wide = await tab.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(wide <= width, `${name}: ${wide} of ${width}`);
    }
  }
});

test('a phone has its filters behind a button', async () => {
  const { tab } = await reader({ viewport: PHONE, hasTouch: true, isMobile: true });
  await tab.goto((await site(html('seed'))).url);
  assert.ok(await tab.locator('#panel').isHidden());
  await tab.tap('#panel-button');
  assert.ok(await tab.locator('#panel').isVisible());
  assert.equal(await tab.getAttribute('#panel-button', 'aria-expanded'), 'true');
});
