// What is found: the same as by the reference.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertShown, count, html, ids, keywordsOf, papersOf, reader, site, withPapers } from './world.mjs';
import { filter } from './reference.mjs';

/** Real texts, with more variety in what else can be chosen. */
const page = html('seed');
const keywords = keywordsOf(page);
const papers = papersOf(page).map((paper, index) => ({
  ...paper,
  authors: [['Jürgen Schmidhuber', 'Łukasz Kaiser'], ['Søren Kierkegaard', 'Xuan Rao'], ['Ada Lovelace']][index % 3],
  categories: [['cs.LG'], ['cs.CV', 'cs.LG'], ['stat.ML', 'cs.NE'], ['math.OC']][index % 4],
  submitted: `20${15 + (index * 7) % 10}-0${1 + index % 9}-1${index % 10}`,
  version: 1 + index % 3,
  new: index % 17 === 0,
  revised: index % 17 === 3,
  title: index % 5 ? paper.title : `${paper.title} with α-divergence, x², Gödel’s and Erdős–Rényi`,
}));
papers.sort((one, other) => other.updated.localeCompare(one.updated));
const varied = withPapers(page, papers);

const QUERIES = [
  'darts', 'DARTS', 'neural architecture', 'architecture neural', '"architecture search"', '"search architecture"', 'search',
  'zero-shot', 'zero shot', '"zero shot"', 'transf', 'former', 'erdos renyi', 'Erdős', 'godel', 'gödel’s', 'alpha', 'α', 'α-div', 'x2', 'x²',
  'schmidhuber', 'jurgen', 'lukasz kaiser', 'søren', 'soren', 'cvpr', '2504.20079', 'nas-bench-201', 'a', '  ', '"', '((', '\\', '.*', '<b>', 'zzzz',
  'differentiable architecture search nas darts', '"differentiable arch',
];

test('a search finds what the reference finds', async (t) => {
  const { tab, wrong } = await reader();
  await tab.goto((await site(varied)).url);
  let some = 0;
  for (const query of QUERIES) {
    await tab.fill('#query', query);
    const expected = filter(papers, { query });
    some += expected.length > 0 && expected.length < papers.length ? 1 : 0;
    await assertShown(tab, expected, query);
  }
  t.diagnostic(`${QUERIES.length} searches, ${some} of which find some of ${papers.length} papers`);
  assert.ok(some > 20);
  assert.deepEqual(wrong, []);
});

test('what was found is marked, and nothing else', async () => {
  const { tab } = await reader();
  await tab.goto(`${(await site(varied)).url}#q=godel+%22erdos+renyi%22+alpha`);
  const marks = new Set(await tab.$$eval('h2 mark', (found) => found.map((mark) => mark.textContent)));
  assert.deepEqual(marks, new Set(['α', 'Gödel', 'Erdős–Rényi']));
  const title = await tab.$eval('h2', (found) => [found.id.replace('title-', ''), found.textContent]);
  assert.equal(title[1], papers.find((paper) => paper.id === title[0]).title);
  // A folded abstract shows the place.
  await tab.fill('#query', 'regularization');
  const inAbstract = tab.locator('article:not(:has(h2 mark))', { has: tab.locator('.abstract mark') }).first();
  assert.ok(await inAbstract.locator('.abstract mark').first().isVisible());
});

test('subscripts and superscripts are elements, and are searched as text', async () => {
  const title = 'YBa₂Cu₃O\ufdd47-δ\ufdd5 at 10\ufdd6x <b>\ufdd7 K';
  const { tab, wrong } = await reader();
  await tab.goto((await site(withPapers(page, [{ ...papers[0], title, abstract: title }]))).url);
  const heading = () => tab.$eval('h2 > *', (found) => found.innerHTML);
  assert.equal(await heading(), 'YBa₂Cu₃O<sub>7-δ</sub> at 10<sup>x &lt;b&gt;</sup> K');
  for (const [query, marked] of [
    ['delta', 'YBa₂Cu₃O<sub>7-<mark>δ</mark></sub> at 10<sup>x &lt;b&gt;</sup> K'],
    ['"ybacu3o 7"', ''],
    ['"yba2cu3o 7"', '<mark>YBa₂Cu₃O</mark><sub><mark>7</mark>-δ</sub> at 10<sup>x &lt;b&gt;</sup> K'],
    ['"b k"', 'YBa₂Cu₃O<sub>7-δ</sub> at 10<sup>x &lt;<mark>b&gt;</mark></sup><mark> K</mark>'],
  ]) {
    await tab.fill('#query', query);
    assert.equal(await count(tab), marked ? 1 : 0, query);
    if (marked) assert.equal(await heading(), marked, query);
  }
  assert.deepEqual(wrong, []);
});

test('keywords, categories, dates and order choose what the reference chooses, and say how many', async () => {
  const { tab, wrong } = await reader();
  await tab.clock.setFixedTime(new Date('2025-07-01T12:00:00Z'));
  await tab.goto((await site(varied)).url);
  const box = (name, value) => tab.locator(`#${name} label`, { has: tab.locator(`input[value="${value}"]`) });
  const same = async (wanted, words) => assertShown(tab, filter(papers, wanted), words);
  /** The number next to a choice is how many there would be with it alone in its group. */
  const number = async (name, value, wanted) => assert.equal(Number(await box(name, value).locator('.count').textContent()), filter(papers, wanted).length, value);

  await box('keywords', keywords[0]).click();
  await same({ keywords: [0] }, 'one keyword');
  await box('keywords', keywords[2]).click();
  await same({ keywords: [0, 2] }, 'two keywords');
  for (const [index, keyword] of keywords.entries()) await number('keywords', keyword, { keywords: [index] });
  for (const category of ['cs.LG', 'math.OC']) await number('categories', category, { keywords: [0, 2], categories: [category] });
  await box('categories', 'cs.LG').click();
  await box('categories', 'math.OC').click();
  await same({ keywords: [0, 2], categories: ['cs.LG', 'math.OC'] }, 'categories besides');
  await tab.fill('#query', 'search');
  await same({ query: 'search', keywords: [0, 2], categories: ['cs.LG', 'math.OC'] }, 'a search besides');
  assert.equal(await tab.locator('.chip').count(), 4);
  await tab.locator('.chip', { hasText: 'math.OC' }).click();
  await same({ query: 'search', keywords: [0, 2], categories: ['cs.LG'] }, 'a chip takes one back');

  await tab.goto('about:blank');
  await tab.goto((await site(varied)).url);
  for (const [when, from] of [['7', '2025-06-24'], ['30', '2025-06-01'], ['365', '2024-07-01']]) {
    await tab.selectOption('#when', when);
    await same({ from }, `the last ${when} days`);
  }
  await tab.selectOption('#when', '2023');
  await same({ from: '2023-01-01', to: '2023-12-31' }, 'a year');
  await tab.selectOption('#sort', 'submitted');
  await same({ from: '2023-01-01', to: '2023-12-31', by: 'submitted' }, 'a year of submission');
  await tab.selectOption('#when', 'between');
  await tab.fill('#from', '2018-03-01');
  await tab.fill('#to', '2021-02-28');
  await same({ from: '2018-03-01', to: '2021-02-28', by: 'submitted' }, 'between two days');
  await tab.fill('#to', '');
  await same({ from: '2018-03-01', by: 'submitted' }, 'from a day on');
  await tab.selectOption('#when', '');
  await tab.check('#fresh');
  await same({ fresh: true, by: 'submitted' }, 'new in the last update');
  assert.deepEqual(wrong, []);
});

test('tags of notes filter, and the search finds notes', async () => {
  const hostile = '<img src=x onerror=alert(1)> & "more"';
  const noted = papers.map((paper, index) => ({
    ...paper,
    tags: [['survey'], ['survey', 'robots'], [hostile], undefined][index % 4],
    summary: index % 7 ? undefined : 'Zebrafish, in short.',
    note: index % 11 ? undefined : 'Aardvarks <b>first</b>',
  }));
  const { tab, wrong } = await reader();
  const { url } = await site(withPapers(page, noted));
  await tab.goto(url);
  const box = (tag) => tab.getByRole('checkbox', { name: tag });
  const number = async (tag) => Number(await tab.locator('#tags label', { has: box(tag) }).locator('.count').textContent());
  for (const tag of ['survey', 'robots', hostile]) assert.equal(await number(tag), filter(noted, { tags: [tag] }).length, tag);
  await box('robots').check();
  await assertShown(tab, filter(noted, { tags: ['robots'] }), 'one tag');
  await box(hostile).check();
  await assertShown(tab, filter(noted, { tags: ['robots', hostile] }), 'two tags');
  await tab.locator(`#keywords input[value="${keywords[0]}"]`).check();
  const chosen = filter(noted, { tags: ['robots', hostile], keywords: [0] });
  await assertShown(tab, chosen, 'a keyword besides');
  await tab.waitForFunction(() => location.hash.includes('keyword='));
  const copy = (await reader()).tab;
  await copy.goto(await tab.evaluate(() => location.href));
  await assertShown(copy, chosen, 'a copy of the address');
  await tab.locator('.chip', { hasText: 'robots' }).click();
  await assertShown(tab, filter(noted, { tags: [hostile], keywords: [0] }), 'a chip takes one back');
  for (const query of ['zebrafish', 'aardvark', 'robots', 'zebrafish aardvarks']) {
    await tab.goto('about:blank');
    await tab.goto(url);
    await tab.fill('#query', query);
    await assertShown(tab, filter(noted, { query }), query);
  }
  assert.equal(await tab.locator('.tags img, .words b').count(), 0);
  assert.deepEqual(wrong, []);
});

test('a page without tags has no filter for them', async () => {
  const { tab } = await reader();
  await tab.goto((await site(varied)).url);
  assert.ok(await tab.locator('#tags').isHidden());
});

test('the address says what is chosen, and a copy of it shows the same', async () => {
  const { tab } = await reader();
  const { url } = await site(varied);
  await tab.goto(url);
  await tab.fill('#query', '"architecture search"');
  await tab.locator(`#keywords input[value="${keywords[1]}"]`).check();
  await tab.locator('#categories input[value="cs.LG"]').check();
  await tab.selectOption('#when', '2024');
  await tab.selectOption('#sort', 'submitted');
  const expected = await ids(tab);
  await tab.waitForFunction(() => location.hash.includes('sort='));
  assert.ok(expected.length > 0);
  const copy = (await reader()).tab;
  await copy.goto(await tab.evaluate(() => location.href));
  await assertShown(copy, expected);
  assert.equal(await copy.inputValue('#query'), '"architecture search"');
  // An address typed over the old one counts too, and wrong ones do no harm.
  await copy.evaluate(() => { location.hash = '#q=darts'; });
  await copy.waitForFunction(() => document.querySelector('#query').value === 'darts');
  await assertShown(copy, filter(papers, { query: 'darts' }));
  await copy.evaluate(() => { location.hash = '#when=x&sort=y&keyword=none&category=%&new=7&from=z'; });
  await copy.waitForFunction(() => document.querySelector('#query').value === '');
  assert.equal(await count(copy), 0);
});

test('papers with scores can be ordered and filtered by them', async () => {
  const scores = papers.slice(0, 40).map((paper, index) => ({ ...paper, relevance: (index * 7) % 40 || undefined }));
  const { tab, wrong } = await reader();
  await tab.goto(`${(await site(withPapers(page, scores))).url}#sort=relevance&least=20`);
  const closest = scores.filter(({ relevance = 0 }) => relevance >= 20).sort((one, other) => other.relevance - one.relevance).map(({ id }) => id);
  await assertShown(tab, closest, 'closest first');
  assert.match(await tab.textContent('article .ids'), /relevance 39/);
  await tab.click('#chips .chip');
  assert.equal(await count(tab), scores.length);
  await tab.fill('#least', '39');
  assert.deepEqual(await ids(tab), [closest[0]]);
  // Without scores there is nothing to choose.
  await tab.goto((await site(varied)).url);
  assert.equal(await tab.isVisible('#least'), false);
  assert.equal(await tab.locator('#sort option[value=relevance]').count(), 0);
  assert.deepEqual(wrong, []);
});
