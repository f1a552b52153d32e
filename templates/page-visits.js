// What the browser remembers for a reader, and what is new since the last visit.

/** A visit ends after this time without activity, in milliseconds. */
const BETWEEN_VISITS = 4 * 3600e3;

/** The browser's storage for this page. The browser may refuse access. */
const kept = {
  key: (name) => `daily-papers:${location.pathname}:${name}`,
  get(name) {
    try { return localStorage.getItem(this.key(name)); } catch { return null; }
  },
  set(name, value) {
    try { localStorage.setItem(this.key(name), value); } catch { /* then nothing is remembered */ }
  },
};

/** The papers at the last visit, identifier to version; null on the first visit. */
let before = null;
let lastVisit = null;

function readVisit() {
  const now = Date.now();
  const at = Number(kept.get('at'));
  const seen = kept.get('seen');
  const goesOn = at > 0 && Math.abs(now - at) < BETWEEN_VISITS;
  if (!goesOn && seen !== null) {
    kept.set('before', seen);
    kept.set('since', String(at));
  }
  const since = Number(kept.get('since'));
  lastVisit = since > 0 ? since : null;
  const past = kept.get('before');
  before = past === null ? null : new Map([...past.matchAll(/(\S+)v(\d+)/g)].map(([, id, version]) => [id, Number(version)]));
  kept.set('seen', papers.map((paper) => `${paper.id}v${paper.version}`).join(' '));
  kept.set('at', String(now));
  markFresh();
}

/** Marks what is new since the last visit. On a first visit, marks what the last update brought. */
function markFresh() {
  for (const paper of papers) {
    const version = before?.get(paper.id);
    if (before === null) paper.badge = paper.new ? 'new' : paper.revised ? 'revised' : '';
    else if (version === undefined) paper.badge = 'new';
    else paper.badge = version < paper.version ? 'revised' : '';
  }
  $('fresh-name').textContent = before === null ? 'In the last update'
    : `Since my last visit${lastVisit ? `, ${shownDate(dayOf(lastVisit)).replace(/ \d{4}$/, '')}` : ''}`;
  $('seen').hidden = !papers.some((paper) => paper.badge);
}

function markAllSeen() {
  kept.set('before', kept.get('seen') ?? '');
  kept.set('since', String(Date.now()));
  before = new Map(papers.map((paper) => [paper.id, paper.version]));
  lastVisit = Date.now();
  chosen.fresh = false;
  markFresh();
  update();
}
