// Gives each kept formula of a JSON file of examples/typeset.rs to MathJax; exit code 1 if it finds an error in one.

import { readFileSync } from 'node:fs';
import { judge, version } from './mathjax.mjs';

const [file, minimum] = process.argv.slice(2);
const formulas = new Set();
for (const { keep } of Object.values(JSON.parse(readFileSync(file, 'utf8')))) {
  for (const [, formula] of keep.matchAll(/\ufdd0(.*?)\ufdd1/g)) formulas.add(formula);
}
const wrong = judge(formulas);
for (const [formula, message] of wrong) console.log(`${message}: ${formula}`);
console.log(`${formulas.size} formulas through MathJax ${version}: ${wrong.length} with an error`);
process.exit(wrong.length > 0 || formulas.size < Number(minimum) ? 1 : 0);
