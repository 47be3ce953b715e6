// `cpu6 completion`: completion for bash, zsh and fish, made from the same tables as the help.
import { Cpu6Error } from '../../protocol/errors/error.js';
import { commonOptions, type Verb } from './verb.js';

const flags = (verb: Verb): string[] => Object.keys({ ...verb.options, ...commonOptions }).map((name) => `--${name}`);

const bash = (verbs: readonly Verb[]): string => `_cpu6() {
  local word="\${COMP_WORDS[COMP_CWORD]}" verb="\${COMP_WORDS[1]}"
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${verbs.map((v) => v.name).join(' ')}" -- "$word")); return; fi
  case "$word" in -*) ;; *) COMPREPLY=($(compgen -f -- "$word")); return;; esac
  case "$verb" in
${verbs.map((v) => `    ${v.name}) COMPREPLY=($(compgen -W "${flags(v).join(' ')}" -- "$word"));;`).join('\n')}
  esac
}
complete -o filenames -F _cpu6 cpu6
`;

const zsh = (verbs: readonly Verb[]): string => `#compdef cpu6
autoload -U +X bashcompinit && bashcompinit
${bash(verbs)}`;

const fish = (verbs: readonly Verb[]): string =>
  verbs
    .flatMap((v) => [
      `complete -c cpu6 -n __fish_use_subcommand -a ${v.name} -d '${v.summary.replaceAll("'", "\\'")}'`,
      ...Object.entries({ ...v.options, ...commonOptions }).map(
        ([name, o]) =>
          `complete -c cpu6 -n '__fish_seen_subcommand_from ${v.name}' -l ${name} -d '${o.help.replaceAll("'", "\\'")}'`,
      ),
    ])
    .join('\n');

const shells: Record<string, (verbs: readonly Verb[]) => string> = { bash, zsh, fish };

export const completion: Verb = {
  name: 'completion',
  summary: 'prints the completion script of a shell',
  arguments: 'bash|zsh|fish',
  arity: [1, 1],
  options: {},
  examples: [['source <(cpu6 completion bash)', 'for this shell; put it into ~/.bashrc to keep it']],
  async run({ positionals, verbs }) {
    const shell = shells[positionals[0]!];
    if (!shell) throw new Cpu6Error('USAGE', { what: `no completion for "${positionals[0]}"`, verb: 'completion' });
    process.stdout.write(`${shell(verbs).trimEnd()}\n`);
  },
};
