// Texts that want to be more than text (tests/fakes/src/hostile.rs).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, ids, papersOf, reader, site } from './world.mjs';

const page = html('hostile');
const papers = papersOf(page);

/** A text without the characters around its subscripts and superscripts. */
const withoutScripts = (text) => text.replace(/[\ufdd4-\ufdd7]/g, '');

/** What is below an abstract. */
function remarks({ venue, comment = '' }) {
  if (!venue || comment.includes(venue)) return comment;
  return comment ? `${venue} · ${comment}` : venue;
}

/** What may be in the list, and with which attributes. */
const ALLOWED = {
  ARTICLE: ['tabindex', 'aria-labelledby', 'class'], P: ['class'], TIME: ['datetime'], SPAN: ['class'], H2: ['id'],
  A: ['href', 'rel', 'aria-label'], MARK: [], SUB: [], SUP: [], BUTTON: ['type', 'class', 'aria-expanded'],
};

test('the page has not grown by an element, and no address leads elsewhere than said', async () => {
  const { tab, wrong, requests } = await reader();
  const { url, requests: served } = await site(page);
  await tab.goto(url);
  for (const query of ['', 'script', 'alert', 'graph "networks and"', 'e']) {
    await tab.fill('#query', query);
    await ids(tab);
    await tab.$$eval('.unfold', (buttons) => buttons.forEach((button) => button.click()));
    const strange = await tab.evaluate((allowed) => [...document.querySelectorAll('#list *, #categories *, #chips *')].filter((element) => {
      if (!element.closest('#list')) return !['LABEL', 'INPUT', 'SPAN', 'BUTTON', 'LEGEND'].includes(element.tagName);
      return !allowed[element.tagName] || element.getAttributeNames().some((name) => !allowed[element.tagName].includes(name));
    }).map((element) => element.outerHTML.slice(0, 200)), ALLOWED);
    assert.deepEqual(strange, []);
    const addresses = await tab.$$eval('#list a', (links) => links.map((link) => new URL(link.href).protocol));
    assert.deepEqual(new Set(addresses), new Set(['https:']));
  }
  await tab.fill('#query', '');
  assert.equal((await ids(tab)).length, papers.length);
  const texts = await tab.$$eval('#list article', (articles) => articles.map((article) => [article.querySelector('h2').textContent, article.querySelector('.comment')?.textContent ?? '']));
  assert.deepEqual(texts, papers.map((paper) => [paper.title, remarks(paper)].map(withoutScripts)), 'texts are shown as they are');
  const boxes = await tab.$$eval('#categories input', (all) => all.map((box) => box.value));
  assert.deepEqual(new Set(boxes), new Set(papers.flatMap((paper) => paper.categories)));
  await tab.evaluate(() => [...document.querySelectorAll('#categories input')].forEach((box) => box.click()));
  assert.deepEqual(wrong, []);
  assert.deepEqual([requests.length, served.length], [1, 1], 'no request but the page itself');
});

test('without script they are text too', async () => {
  const { tab, wrong, requests } = await reader({ javaScriptEnabled: false });
  await tab.goto((await site(page)).url);
  const names = await tab.locator('noscript *').evaluateAll((all) => [...new Set(all.map((element) => element.tagName))].sort());
  assert.deepEqual(names, ['A', 'H2', 'LI', 'P', 'UL']);
  assert.deepEqual([wrong, requests.length], [[], 1]);
});

test('hostile addresses do no harm', async () => {
  const { tab, wrong } = await reader();
  const { url } = await site(page);
  for (const text of ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', "');alert(1)//", '[', '\\']) {
    const hash = new URLSearchParams({ q: text, keyword: text, category: text, when: text, from: text, sort: text }).toString();
    await tab.goto('about:blank');
    await tab.goto(`${url}#${hash}`);
    assert.equal(await tab.locator('#list img, #chips img, #list script').count(), 0);
  }
  assert.deepEqual(wrong, []);
});

// The tests above would see it: what the policy must stop is stopped, and reported.
const ATTACKS = {
  'a script': ['<script>alert(1)</script>', /policy: script-src/],
  'a handler': ['<img src="data:," onerror="alert(1)">', /policy: script-src/],
  'an address that is a script': ['<iframe src="javascript:alert(1)"></iframe>', /policy: /],
  'a style': ['<style>body{display:none}</style>', /policy: style-src/],
  'a style of an element': ['<p style="color:red">x</p>', /policy: style-src/],
  'an image from elsewhere': ['<img src="//127.0.0.1:9/x.png">', /policy: img-src/],
  'a style sheet from elsewhere': ['<link rel="stylesheet" href="//127.0.0.1:9/x.css">', /policy: style-src/],
  'another base': ['<base href="https://evil.example/">', /policy: base-uri/],
  'a frame': ['<iframe src="//127.0.0.1:9/"></iframe>', /policy: (frame-src|default-src)/],
};
for (const [name, [markup, report]] of Object.entries(ATTACKS)) {
  test(`the policy stops ${name}`, async () => {
    const { tab, wrong } = await reader();
    await tab.goto((await site(page.replace('<main>', () => `<main>${markup}`))).url);
    for (let time = 0; time < 100 && !report.test(wrong.join('\n')); time += 1) await tab.waitForTimeout(30);
    assert.match(wrong.join('\n'), report);
    assert.ok(!wrong.includes('a script ran'));
  });
}

test('the policy stops markup made by the page itself', async () => {
  const { tab } = await reader();
  await tab.goto((await site(page)).url);
  assert.equal(await tab.evaluate(() => { try { document.body.innerHTML = '<b>x</b>'; return 'made'; } catch (error) { return error.name; } }), 'TypeError');
});

test('a page whose script was changed does not run, and this is seen', async () => {
  const { tab, wrong } = await reader();
  await tab.goto((await site(page.replace('<script>', '<script>alert(1);'))).url);
  for (let time = 0; time < 100 && wrong.length < 2; time += 1) await tab.waitForTimeout(30);
  assert.match(wrong.join('\n'), /policy: script-src/);
  assert.equal(await tab.locator('#list article').count(), 0);
});
