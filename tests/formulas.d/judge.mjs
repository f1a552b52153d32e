// Gives each kept formula of a JSON file of examples/typeset.rs to MathJax; exit code 1 if it finds an error in one.

import { readFileSync } from 'node:fs';
import { judge, version } from './mathjax.mjs';

const [file, minimum] = process.argv.slice(2);
const formulas = new Set();
for (const { keep } of Object.values(JSON.parse(readFileSync(file, 'utf8')))) {
  for (const [, formula] of keep.matchAll(/\ufdd0(.*?)\ufdd1/g)) formulas.add(formula);
}
// A formula that has one of these anywhere, GitHub refuses as a whole: the list in its element math-renderer, as of 2026.
const REFUSED = ['DeclareMathOperator', 'DeclarePairedDelimiters', 'Newextarrow', 'colorbox', 'definecolor', 'fcolorbox', 'hphantom', 'mathchoice',
  'mmlToken', 'newtagform', 'operatorname', 'phantom', 'renewtagform', 'unicode', 'vphantom'];
const wrong = judge(formulas);
for (const formula of formulas) {
  for (const name of REFUSED) {
    if (formula.includes(`\\${name}`)) wrong.push([formula, `GitHub refuses \\${name}`]);
  }
}
for (const [formula, message] of wrong) console.log(`${message}: ${formula}`);
console.log(`${formulas.size} formulas through MathJax ${version}: ${wrong.length} with an error`);
process.exit(wrong.length > 0 || formulas.size < Number(minimum) ? 1 : 0);
