// Earlier months: the history's files, loaded from the page's own site when the reader asks for them.

/** Where the months are, and those that are not loaded: [month, papers that are not on the page], the newest first. */
let months = null;
let loading = '';
let problem = '';

function readMonths() {
  const element = $('months');
  if (!element) return;
  months = JSON.parse(element.textContent);
  // A paper of the page is in the month of its submission.
  const known = new Map();
  for (const { submitted } of papers) known.set(submitted.slice(0, 7), (known.get(submitted.slice(0, 7)) ?? 0) + 1);
  months.left = months.left.map(([month, count]) => [month, count - (known.get(month) ?? 0)]).filter(([, count]) => count > 0);
  if (months.left.length === 0) return;
  $('months-text').parentElement.hidden = false;
  $('next-month').addEventListener('click', () => loadMonths(1));
  $('all-months').addEventListener('click', () => loadMonths(months.left.length));
  showMonths();
}

/** A row of a month as a paper of the page. The history has no abstracts. */
function paperOf(row, keywordNames) {
  const url = (kind) => `https://arxiv.org/${kind}/${row.id}v${row.version}`;
  return {
    id: row.id, version: row.version, title: row.shown ?? row.title, authors: row.authors, abstract: '',
    comment: row.comment ?? '', venue: row.journal_ref ?? '', categories: row.category ? [row.category] : [],
    submitted: row.submitted, updated: row.updated, url: url('abs'), pdf_url: url('pdf'), withdrawn: row.withdrawn, badge: '',
    keywords: row.keywords.map((name) => keywordNames.indexOf(name)).filter((index) => index !== -1),
  };
}

/** Loads the next months, the newest first. Stops at one that cannot be loaded. */
async function loadMonths(count) {
  const keywordNames = boxes('keywords').map((box) => box.value);
  const known = new Set(papers.map((paper) => paper.id));
  const found = [];
  problem = '';
  for (let n = 0; n < count; n += 1) {
    [[loading]] = months.left;
    showMonths();
    try {
      const answer = await fetch(`${months.path}${loading}.json`, { credentials: 'same-origin' });
      if (!answer.ok) throw new Error(String(answer.status));
      const rows = (await answer.json()).papers;
      for (const row of rows) if (!known.has(row.id)) found.push(paperOf(row, keywordNames));
    } catch (error) {
      problem = `${loading} could not be loaded (${error.message}). Is the history on this web site?`;
      break;
    }
    months.left.shift();
  }
  loading = '';
  addPapers(found);
  showMonths();
}

function addPapers(found) {
  if (found.length === 0) return;
  const from = papers.length;
  papers = papers.concat(found);
  setTimeout(foldAll, 0, papers.slice(from), 0);
  papers.sort((one, other) => (one.updated < other.updated ? 1 : one.updated > other.updated ? -1 : one.id < other.id ? 1 : -1));
  offer();
  show();
}

/** Says which papers are not searched. */
function showMonths() {
  const { left } = months;
  const count = left.reduce((sum, [, papers]) => sum + papers, 0);
  const file = location.protocol === 'file:';
  let text = 'All months of the history are loaded.';
  if (loading) text = `Loading ${loading} …`;
  else if (problem) text = problem;
  else if (left.length) {
    text = `Not searched: ${NUMBERS.format(count)} papers of ${left.length} month${left.length > 1 ? 's' : ''}.`;
    if (file) text += ' To load them, open this page on a web server, such as GitHub Pages.';
  }
  $('months-text').textContent = text;
  for (const id of ['next-month', 'all-months']) $(id).hidden = file || loading !== '' || left.length === 0;
  if (left.length) $('next-month').textContent = `Load ${left[0][0]}`;
  if (left.length === 1) $('all-months').hidden = true;
}
