/** Runs one command line as a reader of the page would, and answers what a terminal would show. */
export type RunLine = (command: string) => Promise<string>;

/** A fenced block whose info string is `console` alone; `console later` is left as it is written. */
const block = /^(?<fence>`{3,})console\n(?<body>[\s\S]*?)^\k<fence>`*$/gm;
const prompt = '$ ';

const fenceFor = (text: string): string => {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  return '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
};

const filled = async (body: string, run: RunLine): Promise<string> => {
  const parts: string[] = [];
  for (const line of body.split('\n').filter((text) => text.startsWith(prompt))) {
    const said = await run(line.slice(prompt.length));
    parts.push(`${line}\n${said}${said === '' || said.endsWith('\n') ? '' : '\n'}`);
  }
  const text = parts.join('');
  const fence = fenceFor(text);
  return `${fence}console\n${text}${fence}`;
};

/** The page with what its commands say today: in each console block, all but the lines `$ …` is replaced. */
export const fillPage = async (page: string, run: RunLine): Promise<string> => {
  let result = '';
  let at = 0;
  for (const match of page.matchAll(block)) {
    result += page.slice(at, match.index) + (await filled(match.groups!.body!, run));
    at = match.index + match[0].length;
  }
  return result + page.slice(at);
};
