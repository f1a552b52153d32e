// The page of papers: filters, the list of matching papers, keys. page.html joins it with page-search.js (search), page-card.js
// (a paper), page-visits.js (visits) and page-history.js (earlier months) in one script.

const BATCH = 10;
const FEW_CATEGORIES = 10;
const DAY = 24 * 3600e3;

const root = document.documentElement;
const SETTINGS = { theme: ['light', 'dark'], abstracts: ['whole', 'hidden'] };
root.classList.add('js');
for (const name of Object.keys(SETTINGS)) applySetting(name, kept.get(name));
document.addEventListener('DOMContentLoaded', start);

function applySetting(name, value) {
  if (SETTINGS[name].includes(value)) root.dataset[name] = value;
  else delete root.dataset[name];
}

const $ = (id) => document.getElementById(id);

/** All papers, newest version first; and those shown, in order. */
let papers = [];
let shown = [];
/** The search and filters. The address holds them too, so that they can be shared. */
let chosen = {};
/** The needles of the search. */
let wanted = [];

function start() {
  papers = JSON.parse($('papers').textContent);
  $('papers').remove();
  for (const paper of papers) paper.badge = '';
  readVisit();
  offer();
  listen();
  readMonths();
  readAddress();
  setTimeout(foldAll, 50, papers, 0);
}

/** The search text of a paper, made when it is first needed. */
const hay = (paper) => (paper.hay ??= haystack(paper));

/** Makes the search texts of papers, a few at a time, so that the page stays responsive. */
function foldAll(list, from) {
  const end = performance.now() + 8;
  let next = from;
  while (next < list.length && performance.now() < end) hay(list[next++]);
  if (next < list.length) setTimeout(foldAll, 0, list, next);
}

// Search and filters

/** The filters that are one value. */
const VALUES = ['when', 'from', 'to', 'sort', 'least'];
/** The filters that are lists of names. */
const LISTS = ['keywords', 'categories', 'tags'];
const tagsOf = (paper) => paper.tags ?? [];
const scoreOf = (paper) => paper.relevance ?? 0;

/** The names that papers have, the most frequent first. */
function names(of) {
  const counts = new Map();
  for (const paper of papers) for (const name of of(paper)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1)).map(([name]) => name);
}

const choice = (name) => make('label', { class: 'choice' }, make('input', { type: 'checkbox', value: name }),
  make('span', { class: 'name' }, name), ' ', make('span', { class: 'count' }));

/** Fills in the filters that depend on the papers: categories, tags, scores and years. */
function offer() {
  for (const name of ['categories', 'tags']) for (const box of boxes(name)) box.parentElement.remove();
  for (const option of $('when').querySelectorAll('[data-year]')) option.remove();
  const categories = names((paper) => paper.categories);
  const button = $('all-categories');
  for (const name of categories) button.before(choice(name));
  const tags = names(tagsOf);
  $('tags').append(...tags.map(choice));
  $('tags').hidden = tags.length === 0;
  if ($('least').parentElement.hidden && papers.some(scoreOf)) {
    $('sort').append(make('option', { value: 'relevance' }, 'Closest first'));
    $('least').parentElement.hidden = false;
  }
  button.hidden = categories.length <= FEW_CATEGORIES + 1;
  const years = new Set(papers.flatMap((paper) => [paper.updated.slice(0, 4), paper.submitted.slice(0, 4)]));
  const last = $('when').lastElementChild;
  for (const year of [...years].sort().reverse()) last.before(make('option', { value: year, 'data-year': year }, year));
}

const boxes = (name) => [...$(name).querySelectorAll('input')];

/** Reads the search and filters from the address. */
function readAddress() {
  const address = new URLSearchParams(location.hash.slice(1));
  const get = (name) => address.get(name) ?? '';
  chosen = {
    query: get('q'), keywords: new Set(address.getAll('keyword')), categories: new Set(address.getAll('category')), tags: new Set(address.getAll('tag')),
    fresh: get('new') === '1',
  };
  for (const name of VALUES) chosen[name] = get(name);
  $('query').value = chosen.query;
  clearTimeout(addressTimer);
  show();
}

let addressTimer = 0;

/** Writes the search and filters into the address. Not at every keystroke, because browsers limit how often. */
function writeAddress() {
  const address = new URLSearchParams();
  const add = (name, value) => { if (value) address.append(name, value); };
  add('q', chosen.query.trim());
  for (const keyword of chosen.keywords) add('keyword', keyword);
  for (const category of chosen.categories) add('category', category);
  for (const tag of chosen.tags) add('tag', tag);
  for (const name of VALUES) add(name, chosen[name]);
  add('new', chosen.fresh ? '1' : '');
  const hash = address.toString();
  try {
    if (hash !== location.hash.slice(1)) history.replaceState(null, '', location.href.split('#')[0] + (hash && `#${hash}`));
  } catch { /* the page may not change its address here */ }
}

/** The first and last date of the date filter. */
function period() {
  const { when } = chosen;
  if (when === 'between') return [chosen.from || '', chosen.to || '9'];
  if (/^\d{4}$/.test(when)) return [`${when}-01-01`, `${when}-12-31`];
  if (/^\d{1,3}$/.test(when)) return [dayOf(Date.now() - Number(when) * DAY), '9'];
  return ['', '9'];
}

/** The matching papers, in order, and how many there would be with each filter. */
function select() {
  wanted = needles(chosen.query);
  const keywordNames = boxes('keywords').map((box) => box.value);
  const keywords = new Set([...chosen.keywords].map((name) => keywordNames.indexOf(name)));
  const { categories, tags, fresh } = chosen;
  const [from, to] = period();
  const date = chosen.sort === 'submitted' ? 'submitted' : 'updated';
  const counts = { keywords: new Map(), categories: new Map(), tags: new Map(), fresh: 0 };
  const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
  const list = [];
  for (const paper of papers) {
    if (scoreOf(paper) < Number(chosen.least)) continue;
    if (paper[date] < from || paper[date] > to || !wanted.every((needle) => hay(paper).includes(needle))) continue;
    const inKeyword = keywords.size === 0 || paper.keywords.some((keyword) => keywords.has(keyword));
    const inCategory = categories.size === 0 || paper.categories.some((category) => categories.has(category));
    const inTag = tags.size === 0 || tagsOf(paper).some((tag) => tags.has(tag));
    const isFresh = !fresh || paper.badge !== '';
    if (inCategory && inTag && isFresh) for (const keyword of paper.keywords) add(counts.keywords, keywordNames[keyword]);
    if (inKeyword && inTag && isFresh) for (const category of paper.categories) add(counts.categories, category);
    if (inKeyword && inCategory && isFresh) for (const tag of tagsOf(paper)) add(counts.tags, tag);
    if (inKeyword && inCategory && inTag && paper.badge !== '') counts.fresh += 1;
    if (inKeyword && inCategory && inTag && isFresh) list.push(paper);
  }
  // Papers are already sorted by the date of their version.
  const newer = (one, other) => (one < other ? 1 : one > other ? -1 : 0);
  if (date === 'submitted') list.sort((one, other) => newer(one.submitted, other.submitted) || newer(one.id, other.id));
  if (chosen.sort === 'relevance') list.sort((one, other) => scoreOf(other) - scoreOf(one) || newer(one.id, other.id));
  return { list, counts };
}

/** Shows the list again after a change. */
function update() {
  show();
  clearTimeout(addressTimer);
  addressTimer = setTimeout(writeAddress, 250);
}

function show() {
  const above = $('body').offsetTop;
  if (window.scrollY > above) window.scrollTo(0, above);
  const { list, counts } = select();
  shown = list;
  showChoices(counts);
  showChips();
  $('count').textContent = list.length === papers.length ? `${NUMBERS.format(papers.length)} papers`
    : `${NUMBERS.format(list.length)} of ${NUMBERS.format(papers.length)} papers`;
  $('list').replaceChildren();
  if (list.length === 0) $('list').append(make('p', { class: 'nothing' }, papers.length ? 'No paper matches the search and filters.' : 'No papers yet.'));
  showMore();
  watchEnd();
}

function showChoices(counts) {
  for (const name of LISTS) {
    boxes(name).forEach((box, index) => {
      const count = counts[name].get(box.value) ?? 0;
      const label = box.parentElement;
      box.checked = chosen[name].has(box.value);
      label.classList.toggle('none', count === 0);
      label.lastElementChild.textContent = NUMBERS.format(count);
      if (name === 'categories') label.hidden = !allCategories() && index >= FEW_CATEGORIES && !box.checked && !$('all-categories').hidden;
    });
  }
  $('all-categories').textContent = allCategories() ? 'Fewer categories' : `All ${boxes('categories').length} categories`;
  $('fresh').checked = chosen.fresh;
  $('fresh-count').textContent = NUMBERS.format(counts.fresh);
  for (const name of VALUES) $(name).value = chosen[name];
  $('between').hidden = chosen.when !== 'between';
}

const allCategories = () => $('all-categories').getAttribute('aria-expanded') === 'true';

/** The active filters, each with a button that removes it. */
function showChips() {
  const chips = [];
  const chip = (label, undo) => {
    const button = make('button', { type: 'button', class: 'chip', 'aria-label': `Remove ${label}` }, label);
    button.addEventListener('click', () => { undo(); update(); $('query').focus(); });
    chips.push(button, ' ');
  };
  for (const name of LISTS) for (const value of chosen[name]) chip(value, () => chosen[name].delete(value));
  const options = $('when').selectedOptions;
  if (chosen.when && options.length) chip(options[0].textContent, () => { chosen.when = chosen.from = chosen.to = ''; });
  if (chosen.least) chip(`Relevance ${chosen.least} or more`, () => { chosen.least = ''; });
  if (chosen.fresh) chip('New and revised', () => { chosen.fresh = false; });
  $('chips').replaceChildren(...chips);
  $('panel-button').textContent = chips.length ? `Filters (${chips.length / 2})` : 'Filters';
}

// The list

function showMore() {
  const list = $('list');
  const next = shown.slice(list.childElementCount, list.childElementCount + BATCH);
  list.append(...next.map(card));
}

function toggle(article) {
  const paper = shown[[...$('list').children].indexOf(article)];
  unfold(article, paper, !article.classList.contains('open'));
}

// Mouse and keys

function listen() {
  $('query').addEventListener('input', () => { chosen.query = $('query').value; update(); });
  for (const name of LISTS) {
    $(name).addEventListener('change', ({ target }) => {
      if (target.checked) chosen[name].add(target.value);
      else chosen[name].delete(target.value);
      update();
    });
  }
  for (const name of VALUES) $(name).addEventListener('input', () => { chosen[name] = $(name).value; update(); });
  $('fresh').addEventListener('change', () => { chosen.fresh = $('fresh').checked; update(); });
  $('seen').addEventListener('click', markAllSeen);
  for (const name of Object.keys(SETTINGS)) {
    $(name).value = root.dataset[name] ?? '';
    $(name).addEventListener('change', () => { kept.set(name, $(name).value); applySetting(name, $(name).value); update(); });
  }
  $('letters').checked = kept.get('letters') !== 'off';
  $('letters').addEventListener('change', () => kept.set('letters', $('letters').checked ? 'on' : 'off'));
  $('keys-button').addEventListener('click', () => $('keys').showModal());
  disclose('panel-button', () => $('panel').classList.toggle('shown'));
  disclose('all-categories', update);
  $('list').addEventListener('click', ({ target }) => { if (target.matches('.unfold')) toggle(target.closest('article')); });
  for (const form of document.querySelectorAll('.search, .panel')) form.addEventListener('submit', (event) => event.preventDefault());
  document.querySelector('.search').addEventListener('submit', () => go(1));
  document.addEventListener('keydown', onKey);
  document.addEventListener('visibilitychange', () => kept.set('at', String(Date.now())));
  window.addEventListener('hashchange', readAddress);
  watchScrolling();
}

/** A button that shows more, and less when pressed again. */
function disclose(id, change) {
  $(id).addEventListener('click', () => {
    $(id).setAttribute('aria-expanded', String($(id).getAttribute('aria-expanded') !== 'true'));
    change();
  });
}

/** Adds to the list when its end comes near. */
const nearEnd = new IntersectionObserver((entries) => {
  if (!entries.at(-1).isIntersecting || $('list').childElementCount >= shown.length) return;
  showMore();
  watchEnd();
}, { rootMargin: '1500px' });

/** An observer reports changes only; observing again makes it report the current state. */
function watchEnd() {
  nearEnd.disconnect();
  nearEnd.observe($('end'));
}

function watchScrolling() {
  const search = document.querySelector('.search');
  new IntersectionObserver(([entry]) => search.classList.toggle('stuck', !entry.isIntersecting)).observe(document.querySelector('.top'));
}

/** Moves to the next or previous paper. */
function go(step) {
  const articles = [...$('list').querySelectorAll('article')];
  const here = articles.indexOf(document.activeElement.closest('article'));
  const inSight = (article) => article.getBoundingClientRect().bottom > 120;
  let next = here === -1 ? articles.find(inSight) : articles[here + step];
  if (!next && here === articles.length - 1) {
    showMore();
    next = $('list').children[here + 1];
  }
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'nearest' });
}

function onKey(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $('keys').open) return;
  const query = $('query');
  const article = target.matches('article') ? target : null;
  const done = () => event.preventDefault();
  if (target === query && key === 'Escape') {
    done();
    if (query.value === '') query.blur();
    chosen.query = query.value = '';
    update();
  } else if (target === query && key === 'ArrowDown') { done(); go(1);
  } else if (article && key === 'ArrowDown') { done(); go(1);
  } else if (article && key === 'ArrowUp') { done(); go(-1);
  } else if (article && key === 'Enter') { done(); toggle(article);
  } else if (article && key === 'Escape') { done(); article.blur();
  } else if (!target.matches('select, input:not([type="checkbox"])') && $('letters').checked) onLetter(key, done);
}

function onLetter(key, done) {
  const here = document.activeElement.closest('article');
  if (key === '/') { done(); $('query').focus(); $('query').select();
  } else if (key === 'j') go(1);
  else if (key === 'k') go(-1);
  else if (key === 'o') here?.querySelector('h2 a')?.click();
  else if (key === '?') $('keys').showModal();
}
