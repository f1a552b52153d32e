// Search: the text that is compared, and the places of the words found. Nothing here changes the page.

/** Letters that Unicode does not decompose. */
const LETTERS = { ł: 'l', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i', ħ: 'h', ŋ: 'n', ŧ: 't', ς: 'sigma' };
// A formula shows α where its author typed \alpha, and readers search for alpha.
const GREEK = 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho . sigma tau upsilon phi chi psi omega';
GREEK.split(' ').forEach((name, index) => { LETTERS[String.fromCharCode(0x3b1 + index)] ??= name; });
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/** The text without case, accents and typography. Beyond ASCII, letters and digits remain, and the rest becomes spaces. */
function plain(text) {
  return text.toLowerCase().replace(/[^\x00-\x7f]+/g, (run) => run.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    .replace(SPECIAL, (letter) => LETTERS[letter]).replace(/[^\p{L}\p{N}\x00-\x7f]/gu, ' '));
}

const WORDS = /[a-z0-9\x80-\u{10ffff}]+/gu;

/** The words of a text, with a space before each. A needle begins with a space, so it matches only at the beginning of words. */
function fold(text) {
  const words = plain(text).match(WORDS);
  return words ? ` ${words.join(' ')}` : '';
}

/** The needles of a search: single words, or the words between quotation marks. Each must be found. */
function needles(query) {
  const parts = query.match(/["“„][^"“”„]*["”“]?|[^\s"“”„]+/g) ?? [];
  return [...new Set(parts.map(fold).filter(Boolean))];
}

/** The text that a paper is searched by. No needle matches across two of its parts. */
function haystack(paper) {
  return [paper.title, paper.abstract, ...paper.authors, remarks(paper), paper.id, paper.summary ?? '', paper.note ?? '', ...(paper.tags ?? [])].map(fold).join('\n');
}

/** What each ASCII character is compared as: a lowercase letter, a digit or a space. */
const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code).toLowerCase().replace(/[^a-z0-9]/, ' '));

/** The places of needles in a text: [begin, end] of each, in order, without overlaps. */
function places(text, wanted) {
  if (wanted.length === 0) return [];
  let folded = ' ';
  const begins = [0];
  const ends = [0];
  let at = 0;
  for (const char of text) {
    const letters = char < '\x80' ? char : plain(char);
    // A combining accent belongs to the letter before it.
    if (letters === '') ends[ends.length - 1] = at + char.length;
    for (const letter of letters) {
      const compared = letter < '\x80' ? ASCII[letter.charCodeAt(0)] : letter;
      if (compared === ' ' && folded.endsWith(' ')) continue;
      folded += compared;
      for (let unit = 0; unit < letter.length; unit += 1) {
        begins.push(at);
        ends.push(at + char.length);
      }
    }
    at += char.length;
  }
  const found = [];
  for (const needle of wanted) {
    for (let from = folded.indexOf(needle); from !== -1; from = folded.indexOf(needle, from + 1)) {
      found.push([begins[from + 1], ends[from + needle.length - 1]]);
    }
  }
  found.sort((one, other) => one[0] - other[0]);
  const joined = [];
  for (const [begin, end] of found) {
    const last = joined.at(-1);
    if (last && begin < last[1]) last[1] = Math.max(last[1], end);
    else joined.push([begin, end]);
  }
  return joined;
}
