// The chart: legible in GitHub's light and dark, nothing over another, nothing that runs or loads.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { reader } from './world.mjs';

/** Boxes of the texts, and the colours of what must differ from the ground. */
function look() {
  const box = (element) => { const { left, top, right, bottom } = element.getBoundingClientRect(); return { text: element.textContent, left, top, right, bottom }; };
  const fill = (selector) => [...document.querySelectorAll(selector)].map((element) => getComputedStyle(element).fill);
  return { ground: fill('.paper')[0], texts: [...document.querySelectorAll('text')].map(box), words: fill('text'), bars: fill('.bars'), paper: box(document.querySelector('.paper')) };
}

/** The contrast of two colours like `rgb(1, 2, 3)`: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>. */
function contrast(one, other) {
  const luminance = (colour) => colour.match(/\d+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

for (const name of ['seed', '1000', 'hostile']) {
  test(`the chart of ${name}`, async () => {
    const { tab, wrong, requests } = await reader();
    await tab.goto(`file://${path.join(process.env.PAGES, name, 'papers.svg')}`);
    const grounds = new Set();
    for (const colorScheme of ['light', 'dark']) {
      await tab.emulateMedia({ colorScheme });
      const { ground, texts, words, bars, paper } = await tab.evaluate(look);
      grounds.add(ground);
      assert.ok(texts.length > 5 && bars.length > 0);
      for (const colour of words) assert.ok(contrast(colour, ground) >= 4.5, `${colorScheme}: ${colour} on ${ground}`);
      for (const colour of bars) assert.ok(contrast(colour, ground) >= 3, `${colorScheme}: ${colour} on ${ground}`);
      for (const [index, one] of texts.entries()) {
        assert.ok(one.left >= paper.left && one.right <= paper.right && one.top >= paper.top && one.bottom <= paper.bottom, `${one.text} sticks out`);
        for (const other of texts.slice(index + 1)) {
          // A line box is higher than its letters.
          const over = one.left < other.right && other.left < one.right && one.top + 3 < other.bottom && other.top + 3 < one.bottom;
          assert.ok(!over, `${one.text} and ${other.text} are one over the other`);
        }
      }
    }
    assert.equal(grounds.size, 2, 'light and dark differ');
    assert.equal(await tab.evaluate(() => document.querySelectorAll('script, foreignObject, image, a').length), 0);
    assert.deepEqual([wrong, requests.length], [[], 1]);
  });
}
