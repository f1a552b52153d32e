// What the page should find, said plainly and slowly, word by word.

const GREEK = { α: 'alpha', β: 'beta', γ: 'gamma', δ: 'delta', ε: 'epsilon', θ: 'theta', λ: 'lambda', μ: 'mu', π: 'pi', σ: 'sigma', φ: 'phi' };
const OTHERS = { ł: 'l', ø: 'o', ß: 'ss', æ: 'ae' };

/** The words of a text as they are compared. */
export function words(text) {
  const letters = [...text.normalize('NFKD').toLowerCase()].filter((char) => !/\p{M}/u.test(char));
  return letters.map((char) => GREEK[char] ?? OTHERS[char] ?? char).join('').split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** Whether some words of a text are those wanted, one after the other, of the last perhaps only the beginning. */
function has(text, wanted) {
  const all = words(text);
  return all.some((_, at) => wanted.every((word, index) => (index === wanted.length - 1
    ? all[at + index]?.startsWith(word) : all[at + index] === word)));
}

/** The terms of a search: what is in quotation marks, and every other word. */
const terms = (query) => query.split('"').flatMap((part, index) => (index % 2 ? [part] : part.split(/\s+/))).map(words).filter((term) => term.length);

const found = (paper, term) => [paper.title, paper.abstract, ...paper.authors, paper.venue ?? '', paper.comment ?? '', paper.id, paper.summary ?? '', paper.note ?? '', ...(paper.tags ?? [])].some((text) => has(text, term));

/** The papers that fit, in the page's order. `keywords` are places in the list of keywords. */
export function filter(papers, { query = '', keywords = [], categories = [], tags = [], from = '', to = '9999', by = 'updated', fresh = false }) {
  const wanted = terms(query);
  const fits = papers.filter((paper) => wanted.every((term) => found(paper, term))
    && (keywords.length === 0 || keywords.some((keyword) => paper.keywords.includes(keyword)))
    && (categories.length === 0 || categories.some((category) => paper.categories.includes(category)))
    && (tags.length === 0 || tags.some((tag) => paper.tags?.includes(tag)))
    && paper[by] >= from && paper[by] <= to
    && (!fresh || paper.new || paper.revised));
  if (by === 'submitted') fits.sort((one, other) => other.submitted.localeCompare(one.submitted) || (other.id > one.id ? 1 : -1));
  return fits.map((paper) => paper.id);
}
