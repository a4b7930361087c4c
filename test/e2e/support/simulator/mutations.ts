import { isJsonObject, type Json } from '../../../../src/model/json.ts';

/** A JSON value with one place changed. */
export interface Mutation {
  readonly path: string;
  readonly value: Json;
}

const changed = (leaf: Json): Json => {
  if (typeof leaf === 'string') return `${leaf}~`;
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  return leaf === null ? 'something' : null;
};

/** Every way to change one leaf, to lose one member, or to exchange two neighbours of a list. */
export function* mutationsOf(value: Json, path = ''): Generator<Mutation> {
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    for (const [index, item] of list.entries()) {
      for (const inner of mutationsOf(item, `${path}[${index}]`)) {
        yield { path: inner.path, value: list.with(index, inner.value) };
      }
      yield { path: `${path}[${index}]`, value: list.toSpliced(index, 1) };
    }
    if (list.length > 1) yield { path: `${path}[order]`, value: [list[1]!, list[0]!, ...list.slice(2)] };
    return;
  }
  if (!isJsonObject(value)) {
    yield { path, value: changed(value) };
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    for (const inner of mutationsOf(member, `${path}.${key}`)) {
      yield { path: inner.path, value: { ...value, [key]: inner.value } };
    }
    const { [key]: _, ...rest } = value;
    yield { path: `${path}.${key}`, value: rest };
  }
}
