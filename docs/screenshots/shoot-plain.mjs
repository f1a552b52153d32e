// Takes a picture of a page as it is: node shoot-plain.mjs PAGE PICTURE.PNG light|dark WIDTH HEIGHT
import { chromium } from 'playwright-core';
import { pathToFileURL } from 'node:url';

const [page, picture, colorScheme, width, height] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const tab = await browser.newPage({ viewport: { width: Number(width), height: Number(height) }, colorScheme });
await tab.goto(pathToFileURL(page).href);
await tab.screenshot({ path: picture });
await browser.close();
