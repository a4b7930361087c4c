import picocolors from 'picocolors';
import { openTreeBlame } from '../../git/local-blame.ts';
import { type Diagnostic, HeadwaterError, isError } from '../../model/diagnostic.ts';
import { annotatedLines } from '../../review/explain/annotated-lines.ts';
import { explainField } from '../../review/explain/explain-field.ts';
import { explanationJson, fieldJson, type OriginOf } from '../../review/explain/explain-json.ts';
import { explainObject } from '../../review/explain/explain-object.ts';
import type { Explanation, FieldExplanation } from '../../review/explain/explanation.ts';
import { findField } from '../../review/explain/find-field.ts';
import { type FoundResource, findResource } from '../../review/explain/find-resource.ts';
import { explainFieldMasked } from '../../review/explain/mask-field.ts';
import { type FoundField, goneBelow, leavesBelow, rootField } from '../../review/explain/object-fields.ts';
import { exitCodes } from '../exit-codes.ts';
import { fieldText } from '../explain/field-text.ts';
import { objectText } from '../explain/object-text.ts';
import { diagnosticsText } from '../print-diagnostics.ts';
import type { ExplainFlags, Terminal } from '../program.ts';
import { openFleet } from '../read-fleet.ts';

export interface ExplainSubject {
  /** `kind/name`. */
  readonly resource: string;
  readonly field: string | undefined;
}

const refuse = (diagnostic: Diagnostic): never => {
  throw new HeadwaterError(diagnostic, { retryable: false });
};

const fieldNamed = (explanation: Explanation, path: string | undefined): FoundField => {
  const { found, error, hint } =
    path === undefined ? { found: rootField(explanation) } : findField(explanation, path);
  if (found !== undefined) return found;
  return refuse({
    code: 'UnknownReference',
    severity: 'error',
    message: error,
    ...(hint !== undefined && { hint: `did you mean ${hint}?` }),
  });
};

interface Printed {
  readonly explanation: Explanation;
  readonly field: FoundField;
  readonly commit: string;
  readonly originOf: OriginOf;
  readonly flags: ExplainFlags;
  readonly terminal: Terminal;
}

const explainer =
  ({ explanation, flags }: Printed) =>
  (field: FoundField): FieldExplanation =>
    flags.reveal ? explainField(field) : explainFieldMasked(explanation, field);

const isLeaf = ({ node, gone }: FoundField): boolean => gone || node.shape === 'scalar';

const jsonOf = (printed: Printed): string => {
  const { explanation, field, commit, originOf } = printed;
  const explained = explainer(printed);
  const about = explanationJson(explanation, commit);
  const body =
    field.pointer === ''
      ? {
          fields: [...leavesBelow(field), ...goneBelow(field)].map((one) =>
            fieldJson(explained(one), originOf),
          ),
        }
      : fieldJson(explained(field), originOf);
  const { skipped, diagnostics, ...subject } = about;
  return `${JSON.stringify({ ...subject, ...body, skipped, diagnostics }, null, 2)}\n`;
};

const textOf = (printed: Printed): string => {
  const { explanation, field, originOf, flags, terminal } = printed;
  const colors = picocolors.createColors(terminal.colors);
  const explained = explainer(printed);
  const { skipped } = explanation;
  if (isLeaf(field)) {
    return fieldText(explained(field), skipped, { originOf, colors, thisYear: new Date().getFullYear() });
  }
  return objectText({
    lines: annotatedLines(explanation, field, { reveal: flags.reveal }),
    gone: goneBelow(field).map(explained),
    skipped,
    colors,
  });
};

const noteNamespace = ({ resource, choseNamespace }: FoundResource, terminal: Terminal): void => {
  if (choseNamespace)
    terminal.err(`${resource.id.kind} ${resource.id.name} is in the namespace ${resource.id.namespace}\n`);
};

/** Exit 0 when it was explained, 2 when there is no such thing, or it cannot be rendered. */
export const explain = async (
  subject: ExplainSubject,
  flags: ExplainFlags,
  terminal: Terminal,
): Promise<number> => {
  const { tree, fleet } = await openFleet(flags.path, flags.revision);
  const search = findResource(fleet, { ...flags, resource: subject.resource });
  const found = search.found ?? refuse(search.diagnostic);
  const explanation = explainObject(found);
  const field = fieldNamed(explanation, subject.field);
  const blame = openTreeBlame(flags.path, tree);
  const originOf: OriginOf = (source) => source && blame.lineOrigin(source.file, source.line);
  const printed: Printed = { explanation, field, commit: tree.commit, originOf, flags, terminal };
  noteNamespace(found, terminal);
  terminal.out(flags.output === 'json' ? jsonOf(printed) : textOf(printed));
  blame.close();
  const errors = explanation.diagnostics.filter(isError);
  terminal.err(diagnosticsText(errors, { colors: picocolors.createColors(terminal.colors) }));
  return errors.length > 0 ? exitCodes.error : exitCodes.ok;
};
