import { mentionsExpression } from '../../expression/substitute.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { placedObject } from '../../overlay/placed-object.ts';
import { matchesIdentity } from '../../overlay/target.ts';
import type { Fleet, FleetDocument, LayerContent, Target } from '../../repository/fleet.ts';
import { problemAt } from '../../repository/problem.ts';
import type { Check } from './check.ts';
import { globsOfRegex } from './glob-of-regex.ts';

const fields = ['group', 'version', 'kind', 'name', 'namespace'] as const;
type Field = (typeof fields)[number];

/** No name holds one of these, and in a glob they mean themselves. */
const certain = /[\\^$|()[\]{}+]/;
/** Names with dots (CustomResourceDefinitions) may be meant: `alerts.*`. */
const likely = /\.\*/;

const isRegex = (fleet: Fleet, field: Field, text: string): boolean => {
  if (mentionsExpression(text)) return false;
  if (certain.test(text)) return true;
  const matches = () =>
    fleet.resources.some((item) => matchesIdentity({ [field]: text }, placedObject(item)));
  return likely.test(text) && !matches();
};

const quoted = (texts: readonly string[]): string => texts.map((text) => JSON.stringify(text)).join(', ');

const hintFor = (regex: string): string => {
  const globs = globsOfRegex(regex);
  if (globs === undefined) return 'write an entry for each name';
  return globs.length === 1 ? `write ${quoted(globs)}` : `write an entry for each of ${quoted(globs)}`;
};

const inTarget = (
  fleet: Fleet,
  document: FleetDocument,
  entry: { readonly target: Target; readonly pointer: string },
): readonly Diagnostic[] =>
  fields.flatMap((field) => {
    const text = entry.target[field];
    if (text === undefined || !isRegex(fleet, field, text)) return [];
    const message = `${JSON.stringify(text)} looks like a regular expression, and a target is a whole name in which * is any text and ? one character`;
    return [
      problemAt(document, `${entry.pointer}/target/${field}`, {
        code: 'TargetLooksLikeRegex',
        severity: 'warning',
        message,
        hint: hintFor(text),
      }),
    ];
  });

const inContent = (fleet: Fleet, content: LayerContent): readonly Diagnostic[] => {
  if (content.type !== 'overlay') return [];
  const { patches, values, ignoreFields } = content.overlay;
  return [...patches, ...values, ...ignoreFields].flatMap((entry) =>
    inTarget(fleet, content.document, entry),
  );
};

/** Targets as a kustomize user writes them: there they are regular expressions, here globs. */
export const regexTargets: Check = {
  name: 'targets that look like regular expressions',
  run: ({ fleet }) =>
    fleet.layers.flatMap(({ contents }) => contents.flatMap((content) => inContent(fleet, content))),
};
