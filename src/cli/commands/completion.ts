import { exitCodes } from '../exit-codes.ts';
import { type Actions, createProgram, type Terminal } from '../program.ts';

/** Every command with its options, read off the program itself, so that the script never lags behind. */
const words = (): readonly (readonly [string, readonly string[]])[] => {
  const silent: Terminal = { out: () => undefined, err: () => undefined, colors: false };
  const program = createProgram({} as Actions, silent, '');
  return program.commands.map((command) => [
    command.name(),
    [...command.options.map((option) => option.long ?? ''), ...command.commands.map((sub) => sub.name())],
  ]);
};

const bash = (): string => {
  const commands = words();
  const cases = commands.map(
    ([name, options]) => `    ${name}) COMPREPLY=($(compgen -W "${options.join(' ')}" -- "$cur"));;`,
  );
  return `_headwater() {
  local cur="\${COMP_WORDS[COMP_CWORD]}"
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) COMPREPLY=($(compgen -W "${commands.map(([name]) => name).join(' ')}" -- "$cur"));;
  esac
}
complete -o default -F _headwater headwater
`;
};

/** zsh runs bash completions through bashcompinit. */
const zsh = (): string => `autoload -U +X bashcompinit && bashcompinit\n${bash()}`;

export const completion = async (shell: string, terminal: Terminal): Promise<number> => {
  const script = { bash, zsh }[shell];
  if (!script) {
    terminal.err(`no completion for ${shell}: expected bash or zsh\n`);
    return exitCodes.error;
  }
  terminal.out(script());
  return exitCodes.ok;
};
