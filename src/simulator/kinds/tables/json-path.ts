import { isJsonObject, type Json } from '../../../model/json.ts';

type Step = (values: readonly Json[]) => readonly Json[];

const fieldStep =
  (name: string): Step =>
  (values) =>
    values.flatMap((value) => (isJsonObject(value) && value[name] !== undefined ? [value[name]!] : []));

const itemStep =
  (index: number): Step =>
  (values) =>
    values.flatMap((value) => (Array.isArray(value) ? value.slice(index).slice(0, 1) : []));

const everyStep: Step = (values) =>
  values.flatMap((value) =>
    Array.isArray(value) ? [...(value as readonly Json[])] : isJsonObject(value) ? Object.values(value) : [],
  );

const filterStep = (field: string, wanted: string): Step => {
  const path = jsonPath(field);
  return (values) =>
    values.flatMap((value) =>
      Array.isArray(value)
        ? (value as readonly Json[]).filter((item) => String(path(item)[0] ?? '') === wanted)
        : [],
    );
};

const bracketStep = (inner: string): Step | undefined => {
  const filter = /^\?\(\s*@(\.[^=!<>\s]+)\s*==\s*(?:"([^"]*)"|'([^']*)'|([^)\s]+))\s*\)$/.exec(inner);
  if (filter !== null) return filterStep(filter[1]!, filter[2] ?? filter[3] ?? filter[4]!);
  const quoted = /^(?:'([^']*)'|"([^"]*)")$/.exec(inner);
  if (quoted !== null) return fieldStep(quoted[1] ?? quoted[2]!);
  if (inner === '*') return everyStep;
  return /^-?\d+$/.test(inner) ? itemStep(Number(inner)) : undefined;
};

const tokenPattern = /\.((?:\\.|[^.[\]\\])+)|\[((?:\?\(.*?\))|[^\]]*)\]/gy;

/** The values at a simple JSONPath, as printer columns use it: fields, indexes, `[*]` and filters by equality. */
export const jsonPath = (path: string): ((value: Json) => readonly Json[]) => {
  const steps: Step[] = [];
  // its own: a filter holds a path in itself
  const token = new RegExp(tokenPattern);
  while (token.lastIndex < path.length) {
    const match = token.exec(path);
    if (match === null) return () => [];
    const step =
      match[1] === undefined ? bracketStep(match[2]!) : fieldStep(match[1].replaceAll(/\\(.)/g, '$1'));
    if (step === undefined) return () => [];
    steps.push(step);
  }
  return (value) => steps.reduce<readonly Json[]>((values, step) => step(values), [value]);
};
