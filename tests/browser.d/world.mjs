// A browser, and pages for it: as the program wrote them, or with other papers in them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after } from 'node:test';
import { chromium } from 'playwright-core';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const DATA = /(<script type="application\/json" id="papers">)([^]*?)(<\/script>)/;

/** A page that the program wrote: `100`, `1000`, `5000`, `seed` or `hostile`. */
export const file = (name) => path.join(process.env.PAGES, name, 'papers.html');
export const html = (name) => fs.readFileSync(file(name), 'utf8');
export const papersOf = (page) => JSON.parse(page.match(DATA)[2]);
export const keywordsOf = (page) => [...page.matchAll(/<input type="checkbox" value="([^"]*)">/g)].map(([, name]) => name);

/** The page with other papers, written as the program writes them. */
export function withPapers(page, papers) {
  const json = JSON.stringify(papers).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
  return page.replace(DATA, (_, begin, __, end) => begin + json + end);
}

// One browser for a file of tests, on a profile of its own; playwright makes and deletes it.
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
after(() => browser.close());

/** A site of one page, `serve(html)` changes it; `requests` are all that came. */
export async function site(page) {
  const requests = [];
  let now = page;
  const server = http.createServer((request, response) => {
    requests.push(request.url);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(now);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}/papers.html`, requests, serve: (other) => { now = other; } };
}

/** A reader: a browser's profile with one tab. `wrong` collects whatever a page must not do. */
export async function reader(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  after(() => context.close());
  context.setDefaultTimeout(10_000);
  const wrong = [];
  const requests = [];
  await context.exposeBinding('reportWrong', (_, what) => { wrong.push(what); });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => reportWrong(`policy: ${event.violatedDirective} ${event.sample}`));
    window.alert = () => reportWrong('a script ran');
  });
  const tab = await context.newPage();
  tab.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  tab.on('console', (message) => { if (message.type() === 'error') wrong.push(`console: ${message.text()}`); });
  tab.on('dialog', (dialog) => { wrong.push('a dialog'); dialog.dismiss(); });
  tab.on('request', (request) => requests.push(request.url()));
  return { context, tab, wrong, requests };
}

/** How many papers the page says there are. */
export const count = async (tab) => Number((await tab.textContent('#count')).split(' ')[0].replace(',', ''));

/** The identifiers of the papers shown, in order, all of them: scrolls to the end. */
export async function ids(tab) {
  const total = await count(tab);
  for (;;) {
    const shown = await tab.locator('#list article').count();
    if (shown >= total) break;
    await tab.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await tab.waitForFunction((before) => document.querySelectorAll('#list article').length > before, shown);
  }
  return listed(tab);
}

const listed = (tab) => tab.$$eval('#list article h2', (titles) => titles.map((title) => title.id.replace('title-', '')));

/** Whether these papers are shown, in this order. Of a long list its beginning is looked at, and its length. */
export async function assertShown(tab, expected, words) {
  assert.equal(await count(tab), expected.length, words);
  const shown = expected.length <= 40 ? await ids(tab) : await listed(tab);
  assert.deepEqual(shown, expected.slice(0, shown.length), words);
}
