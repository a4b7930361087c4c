import { isJsonObject, type Json } from '../../../../src/model/json.ts';

/** One place where two answers differ; a side that has nothing there is undefined. */
export interface Difference {
  /** `body.metadata.labels["a/b"]`, `events[2].type`. */
  readonly path: string;
  readonly real: Json | undefined;
  readonly simulated: Json | undefined;
}

const plainKey = /^[A-Za-z_][\w-]*$/;

const memberPath = (path: string, key: string): string => {
  if (!plainKey.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
};

/** All places where two JSON values differ, outermost first. */
export const differencesOf = (
  real: Json | undefined,
  simulated: Json | undefined,
  path = '',
): readonly Difference[] => {
  if (Array.isArray(real) && Array.isArray(simulated)) {
    const length = Math.max(real.length, simulated.length);
    return Array.from({ length }, (_, index) =>
      differencesOf(real[index] as Json, simulated[index] as Json, `${path}[${index}]`),
    ).flat();
  }
  if (isJsonObject(real) && isJsonObject(simulated)) {
    const keys = [...new Set([...Object.keys(real), ...Object.keys(simulated)])];
    return keys.flatMap((key) => differencesOf(real[key], simulated[key], memberPath(path, key)));
  }
  return real === simulated ? [] : [{ path, real, simulated }];
};

const shown = (value: Json | undefined): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
};

/** For a person: one place a paragraph. */
export const describeDifferences = (differences: readonly Difference[]): string =>
  differences
    .map(
      ({ path, real, simulated }) =>
        `  ${path}\n    real       ${shown(real)}\n    simulated  ${shown(simulated)}`,
    )
    .join('\n');
