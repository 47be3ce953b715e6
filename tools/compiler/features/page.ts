// The part of docs/dialect.md that lists the library of ES2023 and what came since, made from the tables of this directory.
import { es2023 } from './es2023.js';
import { newer } from './newer.js';

const shown = (name: string): string => (/^[\w.]+$/.test(name) ? `\`${name}\`` : name);

/** Members that are refused, with their codes. */
function refusedOf2023(): string[] {
  const out: string[] = [];
  for (const [owner, cases] of Object.entries(es2023)) {
    const byCode = new Map<string, string[]>();
    for (const [name, it] of Object.entries(cases))
      if (typeof it !== 'string') byCode.set(it.code, [...(byCode.get(it.code) ?? []), name]);
    for (const [code, names] of byCode)
      out.push(`| ${owner ? `\`${owner}\`` : 'globals'} | ${names.map((n) => `\`${n}\``).join(' ')} | ${code} |`);
  }
  return out;
}

export function featuresPage(): string {
  const all = Object.values(es2023).flatMap((cases) => Object.values(cases));
  const compiled = all.filter((it) => typeof it === 'string').length;
  const editions = ([2024, 2025, 2026] as const).map((edition) => {
    const own = newer.filter((f) => f.edition === edition);
    const refused = own.filter((f) => f.code);
    return `| ES${edition} | ${own
      .filter((f) => f.want)
      .map((f) => shown(f.name))
      .join(', ')} | ${refused.map((f) => `${shown(f.name)} (${f.code})`).join(', ')} |`;
  });
  return `## Edition by edition

Each member of the library of ES2023 that TypeScript's declarations name is either run on the interpreter by a test, with Node's
result (${compiled} of ${all.length}), or refused where the program's text shows it:

| of | refused | code |
|---|---|---|
${refusedOf2023().join('\n')}

What came to the language later:

| edition | compiled | refused |
|---|---|---|
${editions.join('\n')}

A method is refused where no value of the program can have one of that name, or where the text shows what it is called on; on a
value of unknown kind that the program gave no such method it is undefined, as in an older engine.
`;
}
