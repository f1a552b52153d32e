// A reader's habits: keys, coming back, no script, no network, no storage.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertShown, count, file, html, papersOf, reader, site, withPapers } from './world.mjs';

const page = html('1000');
const papers = papersOf(page);
const HOUR = 3600e3;

test('keys', async () => {
  const { tab, wrong } = await reader();
  await tab.goto((await site(page)).url);
  const focused = () => tab.evaluate(() => document.activeElement.closest('article')?.querySelector('h2').id.replace('title-', '') ?? (document.activeElement.id || document.activeElement.tagName));
  await tab.keyboard.press('/');
  assert.equal(await focused(), 'query');
  await tab.keyboard.type('jk/o?');
  assert.equal(await tab.inputValue('#query'), 'jk/o?', 'letters are letters there');
  await tab.keyboard.press('Escape');
  assert.deepEqual([await tab.inputValue('#query'), await focused()], ['', 'query']);
  await tab.keyboard.press('Escape');
  assert.equal(await focused(), 'BODY');
  for (const [key, place] of [['j', 0], ['j', 1], ['ArrowDown', 2], ['k', 1], ['ArrowUp', 0], ['k', 0]]) {
    await tab.keyboard.press(key);
    assert.equal(await focused(), papers[place].id, key);
  }
  const abstract = () => tab.evaluate(() => [document.activeElement.querySelector('.unfold').getAttribute('aria-expanded'), document.activeElement.querySelector('.abstract').offsetHeight]);
  const [folded, low] = await abstract();
  await tab.keyboard.press('Enter');
  const [unfolded, high] = await abstract();
  assert.deepEqual([folded, unfolded, high > low], ['false', 'true', true]);
  await tab.keyboard.press('Enter');
  assert.deepEqual(await abstract(), [folded, low]);
  // Beyond what was made at first, and in sight.
  for (let step = 0; step < 60; step += 1) await tab.keyboard.press('j');
  assert.equal(await focused(), papers[60].id);
  const place = await tab.evaluate(() => document.activeElement.getBoundingClientRect().toJSON());
  assert.ok(place.top > 0 && place.bottom < 900, JSON.stringify(place));
  await tab.keyboard.press('/');
  await tab.keyboard.press('ArrowDown');
  assert.notEqual(await focused(), 'query');
  await tab.evaluate(() => document.addEventListener('click', (event) => { event.preventDefault(); window.clicked = event.target.href; }, { once: true }));
  const here = await focused();
  await tab.keyboard.press('o');
  assert.equal(await tab.evaluate(() => window.clicked), papers.find((paper) => paper.id === here).url);
  await tab.keyboard.press('?');
  assert.ok(await tab.locator('#keys').isVisible());
  await tab.uncheck('#letters');
  await tab.keyboard.press('Escape');
  assert.ok(await tab.locator('#keys').isHidden());
  await tab.keyboard.press('/');
  assert.notEqual(await focused(), 'query', 'letters are switched off');
  assert.deepEqual(wrong, []);
});

test('new is what was not there at the last visit', async () => {
  const { tab, wrong } = await reader();
  const older = papers.slice(5).map((paper, index) => ({ ...paper, new: index === 0 }));
  const { url, serve } = await site(withPapers(page, older));
  const fresh = () => tab.locator('#fresh-count').textContent();
  const name = () => tab.locator('#fresh-name').textContent();
  let now = Date.parse('2026-11-20T06:00:00Z');
  const visit = async (later) => { await tab.goto('about:blank'); now += later; await tab.clock.setFixedTime(now); await tab.goto(url); };

  await visit(0);
  assert.deepEqual([await name(), await fresh()], ['In the last update', '1'], 'the first visit');
  await visit(24 * HOUR);
  assert.deepEqual([await name(), await fresh()], ['Since my last visit, 20 Nov', '0'], 'nothing has changed');
  assert.ok(await tab.locator('#seen').isHidden());

  const newer = papers.map((paper, index) => (index === 7 ? { ...paper, version: 2 } : paper));
  serve(withPapers(page, newer));
  await visit(24 * HOUR);
  assert.deepEqual([await name(), await fresh()], ['Since my last visit, 21 Nov', '6']);
  await tab.check('#fresh');
  await assertShown(tab, [...papers.slice(0, 5), papers[7]].map((paper) => paper.id));
  assert.deepEqual(await tab.locator('.badge').allTextContents(), ['New', 'New', 'New', 'New', 'New', 'Revised']);
  await visit(HOUR);
  assert.equal(await fresh(), '6', 'an hour later it is still the same visit');
  await visit(3 * HOUR);
  assert.equal(await fresh(), '6', 'which goes on as long as one comes back');
  await visit(5 * HOUR);
  assert.equal(await fresh(), '0', 'then they are known');

  serve(withPapers(page, newer.map((paper, index) => (index < 3 ? { ...paper, version: paper.version + 1 } : paper))));
  await visit(24 * HOUR);
  assert.equal(await fresh(), '3');
  await tab.click('#seen');
  assert.deepEqual([await fresh(), await tab.locator('.badge').count()], ['0', 0]);
  await visit(0);
  assert.equal(await fresh(), '0', 'what was marked as seen stays seen');
  assert.deepEqual(wrong, []);
});

test('a browser that keeps nothing, or nonsense, shows the page all the same', async () => {
  for (const storage of ['throws', 'nonsense']) {
    const { context, tab, wrong } = await reader();
    await context.addInitScript((kind) => {
      const get = () => { throw new DOMException('denied', 'SecurityError'); };
      if (kind === 'throws') Object.defineProperty(window, 'localStorage', { get });
      else for (const name of ['at', 'seen', 'before', 'since', 'theme', 'letters']) localStorage.setItem(`daily-papers:/papers.html:${name}`, '{"v":[nonsense');
    }, storage);
    await tab.goto((await site(page)).url);
    assert.equal(await count(tab), papers.length, storage);
    await tab.selectOption('#theme', 'dark');
    assert.equal(await tab.evaluate(() => document.documentElement.dataset.theme), 'dark');
    assert.deepEqual(wrong, [], storage);
  }
});

test('colours and abstracts stay as they were set', async () => {
  const { tab } = await reader({ colorScheme: 'light' });
  const { url } = await site(page);
  await tab.goto(url);
  const background = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await tab.selectOption('#theme', 'dark');
  await tab.selectOption('#abstracts', 'hidden');
  const dark = await background();
  assert.notEqual(dark, light);
  await tab.reload();
  assert.equal(await background(), dark);
  assert.ok(await tab.locator('.abstract').first().isHidden());
  await tab.locator('.unfold').first().click();
  assert.ok(await tab.locator('.abstract').first().isVisible());
  await tab.emulateMedia({ colorScheme: 'dark' });
  await tab.selectOption('#theme', 'light');
  assert.equal(await background(), light);
  await tab.selectOption('#theme', '');
  assert.equal(await background(), dark);
});

test('from a disk, without a network, and without a request', async () => {
  const { context, tab, wrong, requests } = await reader();
  await context.setOffline(true);
  await tab.goto(`file://${file('1000')}#q=graph`);
  assert.ok(await count(tab) > 0);
  await tab.fill('#query', 'learning');
  await tab.waitForFunction(() => location.hash === '#q=learning');
  assert.deepEqual(requests.map((url) => url.split('#')[0]), [`file://${file('1000')}`]);
  assert.deepEqual(wrong, []);
});

test('without script there are links', async () => {
  const { tab } = await reader({ javaScriptEnabled: false });
  await tab.goto((await site(page)).url);
  const links = tab.locator('noscript a[href^="https://arxiv.org/abs/"]');
  assert.equal(await links.count(), 5 * 25);
  assert.ok(await links.first().isVisible());
  assert.ok(await tab.locator('#query').isHidden());
});

test('a page of no papers says so', async () => {
  const { tab, wrong } = await reader();
  await tab.goto((await site(withPapers(page, []))).url);
  assert.match(await tab.textContent('#list'), /No papers yet/);
  assert.deepEqual(wrong, []);
});
