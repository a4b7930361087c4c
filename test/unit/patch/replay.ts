import type { Json } from '../../../src/model/json.ts';
import type { Edit } from '../../../src/patch/trace.ts';

const tokensOf = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

type Container = Record<string, unknown> & unknown[];

const define = (object: object, key: string, value: unknown): void => {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
};

/** Carries out reported edits on a copy, in the plainest way there is: what a patch reports must be what it did. */
export const replay = (base: Json, edits: readonly Pick<Edit, 'path' | 'before' | 'after'>[]): Json => {
  const holder = { root: structuredClone(base) as unknown };
  for (const { path, before, after } of edits) {
    const tokens = ['root', ...tokensOf(path)];
    const key = tokens.pop()!;
    const parent = tokens.reduce<Container>(
      (value, token) => value[token as never] as Container,
      holder as never,
    );
    const value = structuredClone(after);
    if (!Array.isArray(parent)) {
      if (after === undefined) delete parent[key as never];
      else define(parent, key, value);
    } else if (before === undefined) parent.splice(Number(key), 0, value);
    else if (after === undefined) parent.splice(Number(key), 1);
    else parent[Number(key)] = value;
  }
  return holder.root as Json;
};
