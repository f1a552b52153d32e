// Renders a page's HTML as GitHub shows it, and takes a picture: node shoot.mjs PAGE.HTML PICTURE.PNG light|dark HEIGHT
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [page, picture, theme, height] = process.argv.slice(2);
const modules = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules');
const css = fs.readFileSync(path.join(modules, `github-markdown-css/github-markdown-${theme}.css`), 'utf8');
const mathjax = fs.readFileSync(path.join(modules, 'mathjax/es5/tex-svg.js'), 'utf8');
// A formula is code between dollars; GitHub hands it to MathJax.
const body = fs.readFileSync(page, 'utf8').replace(/\$<code>(.*?)<\/code>\$/gs, '\\($1\\)');
const background = theme === 'dark' ? '#0d1117' : '#ffffff';
const html = `<!doctype html><meta charset="utf-8"><style>${css}
  body { margin: 0; background: ${background}; }
  .markdown-body { box-sizing: border-box; width: 1012px; padding: 32px; }</style>
  <article class="markdown-body">${body}</article>`;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const tab = await browser.newPage({ viewport: { width: 1012, height: Number(height) }, colorScheme: theme });
await tab.setContent(html);
await tab.evaluate(() => { window.MathJax = { startup: { typeset: false }, tex: { inlineMath: [['\\(', '\\)']], packages: ['base', 'ams'] } }; });
await tab.addScriptTag({ content: mathjax });
const wrong = await tab.evaluate(async () => {
  await window.MathJax.startup.promise;
  await window.MathJax.typesetPromise();
  // One that has a formula in it, and the one after it.
  const folded = [...document.querySelectorAll('details')];
  const formula = folded.find((details) => details.querySelector('mjx-container')) ?? folded[0];
  if (formula) formula.open = true;
  return [...document.querySelectorAll('[data-mjx-error]')].map((error) => error.getAttribute('data-mjx-error'));
});
if (wrong.length > 0) throw new Error(`MathJax: ${wrong.join('; ')}`);
await tab.screenshot({ path: picture });
await browser.close();
