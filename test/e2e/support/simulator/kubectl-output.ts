import type { KubectlResult } from '../kubectl.ts';

/** Names what differs between any two runs by its order of appearance, and levels columns. */
export const createOutputNormaliser = (): ((text: string, unordered: boolean) => string) => {
  const names = new Map<string, string>();
  const nameOf = (kind: string, value: string): string => {
    const known = names.get(`${kind} ${value}`);
    if (known !== undefined) return known;
    const count = [...names.keys()].filter((key) => key.startsWith(`${kind} `)).length + 1;
    names.set(`${kind} ${value}`, `<${kind} ${count}>`);
    return `<${kind} ${count}>`;
  };
  return (text, unordered) => {
    const neutral = text
      // the call itself, where kubectl said nothing
      .replaceAll(/^Command failed: .*$/gm, '')
      // how often a rollout was looked at on its way
      .replaceAll(/^Waiting for deployment .*\n/gm, '')
      // of `describe`: which events there are, and how often, is a matter of moments
      .replaceAll(/^Events:.*(?:\n .*)*/gm, 'Events:')
      .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, (uid) =>
        nameOf('uid', uid),
      )
      .replaceAll(/\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>')
      .replaceAll(
        /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} 20\d\d \d\d:\d\d:\d\d [+-]\d{4}/g,
        '<time>',
      )
      .replaceAll(/(?:\/[\w.-]+)+\/(?:LIVE|MERGED)-\d+\//g, '<folder>/')
      .replaceAll(/(?:\/[\w.-]+)+\/kubectl-edit-\d+\.yaml/g, '<file>')
      .replaceAll(/^(?:---|\+\+\+) .*$/gm, (line) => line.replace(/\t.*/, ''))
      .replaceAll(/\b10\.\d+\.\d+\.\d+\b/g, (address) => nameOf('address', address))
      .replaceAll(/https:\/\/127\.0\.0\.1:\d+[^\s"]*?(?=[\s"]|$)/g, '<server>')
      .replaceAll(/(?<=resourceVersion: ")\d+(?=")|(?<=Resource Version: +)\d+/g, '<version>')
      .replaceAll(/\b(front)-[0-9a-f]{8,10}(?:-[a-z0-9]{5})?\b/g, (name) => nameOf('generated', name))
      .replaceAll(/(?<=pod-template-hash[=:] ?)[0-9a-f]{8,10}\b/g, '<hash>')
      // an age, and what pads it to its column
      .replaceAll(/(?<=\s)\d+(?:ms|s|m\d+s|m)(?=\s|$)/g, '<age>')
      .replaceAll(/ {2,}/g, '  ')
      .replaceAll(/ +$/gm, '');
    return unordered ? neutral.split('\n').sort().join('\n') : neutral;
  };
};

/** One run of kubectl as text. */
export const outputText = (
  { code, stdout, stderr }: KubectlResult,
  normalise: (text: string, unordered: boolean) => string,
  unordered: boolean,
): string => `exit ${code}\n${normalise(stdout, unordered)}\n${normalise(stderr, unordered)}`;
