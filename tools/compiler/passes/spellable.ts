// Names that the interpreter's lexer cannot read get others; the rest stay as the author wrote them.
//
// It reads ASCII, cuts a name at 63 characters, and `of` is a word of its own everywhere.
import { occurrences, type t } from '../babel.js';

const longest = 63;
const plain = /^[A-Za-z_$][\w$]*$/;

export function spellable(ast: t.File): void {
  const found = occurrences(ast);
  const taken = new Set([...found.keys()].map((binding) => binding.identifier.name));
  for (const [binding, uses] of found) {
    const { name } = binding.identifier;
    if (plain.test(name) && name.length <= longest && name !== 'of') continue;
    const base = name
      .replace(/[^\w$]/g, '_')
      .replace(/^(?=\d)/, '_')
      .slice(0, longest - 5);
    let given = base === 'of' ? 'of$' : base;
    for (let n = 1; taken.has(given); n++) given = `${base}$${n}`;
    taken.add(given);
    for (const use of uses) use.node.name = given;
  }
}
