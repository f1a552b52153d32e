// Takes a picture of the page of papers: node shoot-page.mjs PAGE.HTML PICTURE.PNG light|dark WIDTH HEIGHT [SEARCH]
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [page, picture, colorScheme, width, height, search = ''] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const context = await browser.newContext({ viewport: { width: Number(width), height: Number(height) }, colorScheme });
const tab = await context.newPage();
const address = pathToFileURL(page).href;
// A reader who was here yesterday, when three papers were not.
await tab.clock.setFixedTime(new Date('2026-11-23T08:00:00Z'));
await tab.goto(address);
await tab.evaluate(() => {
  const seen = Object.keys(localStorage).find((key) => key.endsWith(':seen'));
  localStorage.setItem(seen, localStorage.getItem(seen).split(' ').slice(3).join(' '));
});
await tab.goto('about:blank');
await tab.clock.setFixedTime(new Date('2026-11-24T08:00:00Z'));
await tab.goto(`${address}#${search}`);
await tab.waitForSelector('article');
await tab.screenshot({ path: picture });
await browser.close();
