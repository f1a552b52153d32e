// Earlier months: loaded on demand from the page's own site, searched, and what is not loaded is said.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, test } from 'node:test';
import { count, file, html, keywordsOf, papersOf, reader } from './world.mjs';

const page = html('history');
const MONTHS = /(<script type="application\/json" id="months">)([^]*?)(<\/script>)/;
const directory = path.join(path.dirname(file('history')), 'months');
const real = fs.readdirSync(directory).filter((name) => /^\d{4}-\d\d\.json$/.test(name));

const PAPERS = 25_000;
const NAMES = Array.from({ length: 24 }, (_, n) => `${2025 + Math.floor(n / 12)}-${String(1 + n % 12).padStart(2, '0')}`).reverse();
const WORDS = 'sparse graph networks quantum codes protein folding search of architectures zebras attention diffusion robots'.split(' ');

/** The file of a month, as the program lays it out. */
function month(name) {
  const [keyword] = keywordsOf(page);
  const papers = Array.from({ length: Math.ceil(PAPERS / 24) }, (_, n) => {
    const day = `${name}-${String(1 + n % 28).padStart(2, '0')}`;
    const title = `${Array.from({ length: 9 }, (__, word) => WORDS[(n * (word + 3) + word * 7) % WORDS.length]).join(' ')} ${n} of ${name}`;
    return { id: `${name.slice(2, 4)}${name.slice(5)}.${String(n).padStart(5, '0')}`, version: 1 + n % 2, title,
      authors: ['Ada Lovelace', 'Jürgen Schmidhuber', `Author ${n}`], comment: '12 pages, 5 figures', category: n % 3 ? 'cs.LG' : 'quant-ph',
      submitted: day, updated: day, keywords: [keyword] };
  });
  return JSON.stringify({ format: 1, section: 'daily-papers', month: name, papers });
}

/** The page with these months. */
function withMonths(names) {
  const json = JSON.stringify({ path: 'months/', left: names.map((name) => [name, Math.ceil(PAPERS / 24)]) });
  return page.replace(MONTHS, (_, begin, __, end) => begin + json + end);
}

/** A site with the page and these months; without `missing`. */
async function site(names, missing = '') {
  const files = new Map(names.map((name) => [`/months/${name}.json`, month(name)]));
  files.set('/papers.html', withMonths(names));
  files.delete(`/months/${missing}.json`);
  const server = http.createServer((request, response) => {
    const body = files.get(request.url);
    response.writeHead(body ? 200 : 404, { 'content-type': request.url.endsWith('json') ? 'application/json' : 'text/html; charset=utf-8' }).end(body ?? '');
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  after(() => server.close());
  return `http://127.0.0.1:${server.address().port}/papers.html`;
}

const said = (tab) => tab.textContent('#months-text');
const loaded = (tab) => tab.waitForFunction(() => !document.getElementById('months-text').textContent.startsWith('Loading'));

test('the page names the months that the program wrote', () => {
  const months = JSON.parse(page.match(MONTHS)[2]);
  assert.equal(months.path, 'months/');
  assert.deepEqual(months.left.map(([name]) => `${name}.json`).sort(), real.sort());
  for (const [name, papers] of months.left) assert.equal(JSON.parse(fs.readFileSync(path.join(directory, `${name}.json`), 'utf8')).papers.length, papers);
  assert.match(page, /connect-src 'self'/);
  assert.doesNotMatch(html('hostile'), /connect-src|id="months/);
});

test('months are loaded and searched when asked for', async () => {
  const { tab, wrong, requests } = await reader();
  await tab.goto(await site(NAMES));
  const before = await count(tab);
  assert.equal(before, papersOf(page).length);
  assert.equal(requests.length, 1, 'nothing is loaded before');
  const left = (25_008 - papersOf(page).length).toLocaleString('en');
  assert.equal(await said(tab), `Not searched: ${left} papers of 24 months.`);
  await tab.fill('#query', '"of 2026 12"');
  assert.equal(await tab.textContent('#count'), `0 of ${before} papers`);
  await tab.click('#next-month');
  await tab.waitForFunction(() => document.querySelector('#count').textContent.startsWith('1,042 of'));
  assert.match(await said(tab), /^Not searched: 23,\d\d\d papers of 23 months/);
  assert.match(await tab.textContent('#list article'), /2026-12|of 2026/);
  await tab.fill('#query', '');
  await tab.check('#categories input[value="quant-ph"]');
  assert.equal(await count(tab), 348);
  await tab.click('#all-months');
  await loaded(tab);
  assert.equal(await said(tab), 'All months of the history are loaded.');
  assert.equal(await count(tab), 24 * 348);
  assert.ok(await tab.isHidden('#all-months'));
  assert.deepEqual(wrong, []);
});

test('the real months of hostile papers are shown as text', async () => {
  const server = http.createServer((request, response) => {
    const name = path.join(path.dirname(file('history')), request.url);
    response.writeHead(200, { 'content-type': name.endsWith('json') ? 'application/json' : 'text/html; charset=utf-8' }).end(fs.readFileSync(name));
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  after(() => server.close());
  const { tab, wrong } = await reader();
  // Without its own papers the page shows those of the months.
  await tab.route('**/papers.html', async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(/(id="papers">)[^]*?(<\/script>)/, '$1[]$2');
    await route.fulfill({ response, body });
  });
  await tab.goto(`http://127.0.0.1:${server.address().port}/papers.html`);
  const all = await tab.isVisible('#all-months');
  await tab.click(all ? '#all-months' : '#next-month');
  await loaded(tab);
  assert.equal(await said(tab), 'All months of the history are loaded.');
  const titles = real.flatMap((name) => JSON.parse(fs.readFileSync(path.join(directory, name), 'utf8')).papers);
  assert.equal(await count(tab), titles.length);
  assert.equal(await tab.$$eval('#list script, #list img, #list iframe', (found) => found.length), 0);
  assert.deepEqual(wrong, []);
});

test('a month that is missing is named, and the others stay', async () => {
  const { tab } = await reader();
  await tab.goto(await site(NAMES.slice(0, 4), NAMES[2]));
  await tab.click('#all-months');
  await loaded(tab);
  assert.equal(await said(tab), `${NAMES[2]} could not be loaded (404). Is the history on this web site?`);
  assert.equal(await count(tab), papersOf(page).length + 2 * 1042);
  assert.equal(await tab.textContent('#next-month'), `Load ${NAMES[2]}`);
});

test('a page that was opened from disk says what it needs', async () => {
  const { tab, wrong } = await reader();
  const other = path.join(path.dirname(file('history')), 'two-years.html');
  fs.writeFileSync(other, withMonths(NAMES));
  await tab.goto(`file://${other}`);
  assert.match(await said(tab), /open this page on a web server/);
  assert.ok(await tab.isHidden('#next-month') && await tab.isHidden('#all-months'));
  await tab.goto(`file://${file('history')}`);
  assert.ok(await tab.isHidden('#months-text'), 'the page has every paper of the history');
  assert.deepEqual(wrong, []);
});

test('25,000 papers over two years', async (t) => {
  const patience = process.env.STRICT ? 1 : 4;
  const url = await site(NAMES);
  const { tab } = await reader();
  await tab.goto(url, { waitUntil: 'commit' });
  const open = await tab.evaluate(() => new Promise((resolve) => {
    const look = () => (document.querySelector('#list article') ? setTimeout(() => resolve(performance.now())) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  }));
  const begin = Date.now();
  await tab.click('#all-months');
  await tab.waitForFunction(() => document.getElementById('months-text').textContent.startsWith('All'));
  const load = Date.now() - begin;
  await tab.waitForTimeout(2000);
  await tab.evaluate(() => {
    window.keystrokes = [];
    window.addEventListener('input', () => {
      const at = performance.now();
      requestAnimationFrame(() => setTimeout(() => window.keystrokes.push(performance.now() - at)));
    }, true);
  });
  await tab.focus('#query');
  for (const words of ['sparse graph', 'zebras of', 'schmid', 'zzzz']) {
    for (const letter of words) await tab.keyboard.press(letter === ' ' ? 'Space' : letter);
    await tab.keyboard.press('Escape');
  }
  await tab.waitForTimeout(100);
  const keys = (await tab.evaluate(() => window.keystrokes)).sort((one, other) => one - other);
  const median = keys[Math.floor(keys.length / 2)];
  t.diagnostic(`25,000 papers: open in ${open.toFixed(0)} ms, all months loaded in ${load} ms, a keystroke ${median.toFixed(0)} ms (slowest ${keys.at(-1).toFixed(0)})`);
  assert.equal(keys.length, 31);
  assert.ok(open < 1000 * patience, 'opens too slowly');
  // On a busy machine the fastest is judged, which others disturbed least.
  assert.ok((process.env.STRICT ? median : keys[0]) < 100 * patience, 'filters too slowly');
});
