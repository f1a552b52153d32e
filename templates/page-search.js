// What is compared when somebody searches, and where the found words stand. Nothing here touches the page.

/** Letters that Unicode does not take apart. */
const LETTERS = { ł: 'l', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ß: 'ss', æ: 'ae', œ: 'oe', ı: 'i', ħ: 'h', ŋ: 'n', ŧ: 't', ς: 'sigma' };
// A formula shows α where its author typed \alpha, and who looks for it types alpha.
const GREEK = 'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho . sigma tau upsilon phi chi psi omega';
GREEK.split(' ').forEach((name, index) => { LETTERS[String.fromCharCode(0x3b1 + index)] ??= name; });
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/** Without case, accents and typography. Of what is beyond ASCII, letters and digits are left, and blanks for the rest. */
function plain(text) {
  return text.toLowerCase().replace(/[^\x00-\x7f]+/g, (run) => run.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    .replace(SPECIAL, (letter) => LETTERS[letter]).replace(/[^\p{L}\p{N}\x00-\x7f]/gu, ' '));
}

const WORDS = /[a-z0-9\x80-\u{10ffff}]+/gu;

/** The words of a text, with a blank before each: a needle with a blank before it is found at the beginning of words only. */
function fold(text) {
  const words = plain(text).match(WORDS);
  return words ? ` ${words.join(' ')}` : '';
}

/** The needles of a search: a word, or the words between quotation marks. All must be found. */
function needles(query) {
  const parts = query.match(/["“„][^"“”„]*["”“]?|[^\s"“”„]+/g) ?? [];
  return [...new Set(parts.map(fold).filter(Boolean))];
}

/** What a paper is searched by. No needle reaches from one text into the next. */
function haystack(paper) {
  return [paper.title, paper.abstract, ...paper.authors, remarks(paper), paper.id, paper.summary ?? '', paper.note ?? '', ...(paper.tags ?? [])].map(fold).join('\n');
}

/** Of each character of ASCII what is compared: a small letter, a digit, or a blank. */
const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code).toLowerCase().replace(/[^a-z0-9]/, ' '));

/** Where needles stand in a text: [begin, end] of each place, in order, none over another. */
function places(text, wanted) {
  if (wanted.length === 0) return [];
  let folded = ' ';
  const begins = [0];
  const ends = [0];
  let at = 0;
  for (const char of text) {
    const letters = char < '\x80' ? char : plain(char);
    // An accent of its own belongs to the letter before it.
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
