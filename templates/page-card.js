// A paper in the list.

const MANY_AUTHORS = 12;

/** An element with attributes, and children that are elements or text. Text never becomes markup. */
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A link to another site, or just the text if the address is not https. */
function link(url, attributes, ...children) {
  return /^https:\/\//.test(url) ? make('a', { href: url, rel: 'noopener', ...attributes }, ...children) : make('span', {}, ...children);
}

const dayOf = (date) => new Date(date).toISOString().slice(0, 10);
const DATES = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
const NUMBERS = new Intl.NumberFormat('en');
const shownDate = (day) => DATES.format(new Date(`${day}T00:00:00Z`));

// Around subscripts and superscripts in a text. No font has these characters.
const SCRIPTS = /\ufdd4([^\ufdd4-\ufdd7]*)\ufdd5|\ufdd6([^\ufdd4-\ufdd7]*)\ufdd7/g;
const withoutScripts = (text) => text.replace(/[\ufdd4-\ufdd7]/g, '');

/** A text from a position on, as nodes: found words are marked, subscripts and superscripts are elements. */
function marked(text, found = places(text, wanted), from = 0) {
  const parts = [];
  let at = from;
  for (const script of text.matchAll(SCRIPTS)) {
    const [whole, sub, sup] = script;
    const end = script.index + whole.length;
    if (end <= from) continue;
    parts.push(...markedPart(text, found, at, script.index));
    parts.push(make(sub === undefined ? 'sup' : 'sub', {}, ...markedPart(text, found, Math.max(at, script.index + 1), end - 1)));
    at = end;
  }
  parts.push(...markedPart(text, found, at, text.length));
  return parts;
}

/** The same for a part of a text that has no scripts. */
function markedPart(text, found, from, to) {
  if (from >= to) return [];
  const parts = [];
  let at = from;
  for (const [begin, end] of found) {
    if (end <= at || begin >= to) continue;
    const start = Math.max(begin, at);
    parts.push(text.slice(at, start), make('mark', {}, text.slice(start, Math.min(end, to))));
    at = Math.min(end, to);
  }
  parts.push(text.slice(at, to));
  return parts;
}

/** Where a folded abstract begins, so that the first match is visible. */
function preview(text, found) {
  const first = found[0]?.[0] ?? 0;
  return first < 200 ? 0 : text.lastIndexOf(' ', first - 80) + 1;
}

function authors(paper, whole) {
  const { authors: names, followed = [] } = paper;
  const cut = whole || names.length <= MANY_AUTHORS || followed.some((index) => index >= MANY_AUTHORS - 2) || places(names.join('\n'), wanted).length > 0 ? names.length : MANY_AUTHORS - 2;
  const shown = (name, index) => (followed.includes(index) ? [make('b', {}, ...marked(name))] : marked(name));
  const parts = names.slice(0, cut).flatMap((name, index) => [index ? ', ' : '', ...shown(name, index)]);
  if (cut < names.length) parts.push(` and ${names.length - cut} more`);
  return parts;
}

/** The comment, and the venue if the comment does not name it. */
function remarks({ venue = '', comment = '' }) {
  return comment.includes(venue) ? comment : [venue, comment].filter(Boolean).join(' · ');
}

function card(paper) {
  const date = chosen.sort === 'submitted' ? paper.submitted : paper.updated;
  const when = make('p', { class: 'when' }, make('time', { datetime: date }, shownDate(date)));
  if (paper.withdrawn) when.append(make('span', { class: 'badge withdrawn' }, 'Withdrawn'));
  if (paper.badge) when.append(make('span', { class: `badge ${paper.badge}` }, paper.badge === 'new' ? 'New' : 'Revised'));
  const title = make('h2', { id: `title-${paper.id}` }, link(paper.url, {}, ...marked(paper.title)));
  const article = make('article', { tabindex: '-1', 'aria-labelledby': title.id }, when, title, make('p', { class: 'authors' }));
  for (const words of [paper.summary, paper.note]) if (words) article.append(make('p', { class: 'words' }, ...marked(words)));
  if (paper.abstract) article.append(make('p', { class: 'abstract' }));
  const comment = remarks(paper);
  if (comment) article.append(make('p', { class: 'comment' }, ...marked(comment)));
  if (paper.tags) article.append(make('p', { class: 'tags' }, ...paper.tags.flatMap((tag) => [make('span', { class: 'tag' }, ...marked(tag)), ' '])));
  article.append(foot(paper));
  unfold(article, paper, false);
  return article;
}

function foot(paper) {
  const foot = make('p', { class: 'foot' });
  if (paper.abstract) foot.append(make('button', { type: 'button', class: 'unfold', 'aria-expanded': 'false' }));
  const links = [['PDF', paper.pdf_url], ['HTML', paper.html_url], ['Code', paper.code_url], ['Project', paper.project_url]];
  for (const [name, url] of links) {
    if (url) foot.append(link(url, { 'aria-label': `${name} of ${withoutScripts(paper.title)}` }, name));
  }
  const history = paper.version > 1 ? `v${paper.version}, first ${shownDate(paper.submitted)}` : '';
  foot.append(make('span', { class: 'ids' }, [history, paper.relevance && `relevance ${paper.relevance}`, paper.categories.join(' ')].filter(Boolean).join(' · ')));
  return foot;
}

/** Unfolds a paper, or folds it. */
function unfold(article, paper, open) {
  article.classList.toggle('open', open);
  article.querySelector('.authors').replaceChildren(...authors(paper, open));
  if (!paper.abstract) return;
  const found = places(paper.abstract, wanted);
  const from = open || root.dataset.abstracts === 'whole' ? 0 : preview(paper.abstract, found);
  article.querySelector('.abstract').replaceChildren(from ? '… ' : '', ...marked(paper.abstract, found, from));
  const button = article.querySelector('.unfold');
  button.setAttribute('aria-expanded', String(open));
  button.textContent = open ? 'Less' : 'Abstract';
}
