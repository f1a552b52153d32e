// MathJax with the packages base and ams alone, which GitHub has in any case.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { TeX } = require('mathjax-full/js/input/tex.js');
const { mathjax } = require('mathjax-full/js/mathjax.js');
const { liteAdaptor } = require('mathjax-full/js/adaptors/liteAdaptor.js');
const { RegisterHTMLHandler } = require('mathjax-full/js/handlers/html.js');
const { SerializedMmlVisitor } = require('mathjax-full/js/core/MmlTree/SerializedMmlVisitor.js');
const { STATE } = require('mathjax-full/js/core/MathItem.js');
require('mathjax-full/js/input/tex/base/BaseConfiguration.js');
require('mathjax-full/js/input/tex/ams/AmsConfiguration.js');

export const version = mathjax.version;

/** Its commands that have letters for a name, and the character of each; empty if it has none. */
export function commands() {
  const found = new Map();
  for (const { item } of new TeX({ packages: ['base', 'ams'] }).parseOptions.handlers.get('macro')._configuration) {
    for (const [key, { char }] of item.map ?? []) {
      const name = key.replace(/^\\/, '');
      if (/^[A-Za-z]+$/.test(name) && !found.get(name)) found.set(name, typeof char === 'string' ? char : '');
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is wrong with each formula; empty if nothing is. */
export function judge(formulas) {
  RegisterHTMLHandler(liteAdaptor());
  const wrong = [];
  const input = new TeX({ packages: ['base', 'ams'], formatError: (_, error) => { throw error; } });
  const html = mathjax.document('', { InputJax: input });
  const visitor = new SerializedMmlVisitor();
  for (const formula of formulas) {
    try {
      const mathml = visitor.visitTree(html.convert(formula, { display: false, end: STATE.CONVERT }));
      // An unknown command in text is shown as it is written.
      if (/<mtext[^>]*>[^<]*\\/.test(mathml)) wrong.push([formula, 'a command is shown in a text']);
    } catch (error) {
      wrong.push([formula, error.message]);
    }
  }
  return wrong;
}
