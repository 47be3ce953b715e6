// docs/errors.md, from the error catalogue.
import { catalogue, type ErrorEntry } from '../../protocol/errors/catalogue.js';

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\{(\w+)\}/g, '*$1*');

export function errorsPage(): string {
  const rows = (Object.entries(catalogue) as [string, ErrorEntry][]).map(
    ([code, e]) =>
      `| <a id="${code.toLowerCase()}"></a>\`${code}\` | ${e.number} | ${cell(e.cause)} | ${cell(e.fix)} | ${e.retry ? 'yes' : 'no'} |`,
  );
  return `# Errors

<!-- Generated from protocol/errors/catalogue.ts by \`npm run docs\`. Do not edit. -->

Every error has a stable code; messages may change, codes do not. On the wires an error is its number.
*Retry*: the same call may be tried again with the same idempotency key; it is done at most once.

| code | number | cause | fix | retry |
|---|---|---|---|---|
${rows.join('\n')}
`;
}
