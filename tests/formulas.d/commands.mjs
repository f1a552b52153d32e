// Writes src/text/tex/mathjax.txt to standard output: a line for each command of MathJax, with its character if it stands for one.

import { commands, version } from './mathjax.mjs';

console.log(`# Commands of MathJax ${version} (packages base and ams), made by tests/formulas.d/commands.mjs`);
for (const [name, char] of commands()) console.log(char ? `${name} ${char}` : name);
