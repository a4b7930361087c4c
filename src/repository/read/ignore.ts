import { compileGlob } from './glob.ts';

/** Whether `.headwaterignore` excludes a path, relative to the root, without a slash at its end. */
export type IsIgnored = (path: string, isFolder: boolean) => boolean;

type Segment = '**' | ((name: string) => boolean);
interface Rule {
  readonly segments: readonly Segment[];
  readonly keeps: boolean;
  readonly foldersOnly: boolean;
}

const ruleOf = (line: string): Rule | undefined => {
  // a space at the end counts only when it is escaped
  let pattern = line.replace(/\r$/, '').replace(/(?<!\\) +$/, '');
  if (pattern === '' || pattern.startsWith('#')) return undefined;
  const keeps = pattern.startsWith('!');
  if (keeps) pattern = pattern.slice(1);
  const foldersOnly = pattern.endsWith('/');
  if (foldersOnly) pattern = pattern.slice(0, -1);
  const anchored = pattern.includes('/');
  const names = pattern.replace(/^\//, '').split('/');
  const segments = names.map((name): Segment => (name === '**' ? '**' : compileGlob(name)));
  return { segments: anchored ? segments : ['**', ...segments], keeps, foldersOnly };
};

/** Dynamic programming over names × segments: `**` takes any number of names, at the end at least one. */
const matches = (segments: readonly Segment[], names: readonly string[]): boolean => {
  let reachable = new Set([0]);
  const settle = (states: Set<number>): Set<number> => {
    for (const state of states) {
      if (segments[state] === '**' && state + 1 < segments.length) states.add(state + 1);
    }
    return states;
  };
  settle(reachable);
  for (const name of names) {
    const next = new Set<number>();
    for (const state of reachable) {
      const segment = segments[state];
      if (segment === '**') next.add(state + 1 === segments.length ? segments.length : state);
      else if (segment?.(name)) next.add(state + 1);
      if (state === segments.length && segments.at(-1) === '**') next.add(state);
    }
    reachable = settle(next);
  }
  return reachable.has(segments.length);
};

/**
 * Reads `.headwaterignore` as git reads `.gitignore`: the last rule that matches decides, `!` takes a path back in,
 * a slash inside anchors. What stands below an ignored folder is never asked for.
 */
export const parseIgnore = (text: string): IsIgnored => {
  const rules = text.split('\n').flatMap((line) => ruleOf(line) ?? []);
  if (rules.length === 0) return () => false;
  return (path, isFolder) => {
    const names = path.split('/');
    const decisive = rules.findLast(
      (rule) => (isFolder || !rule.foldersOnly) && matches(rule.segments, names),
    );
    return decisive !== undefined && !decisive.keeps;
  };
};
