import { mentionsExpressionText, parseTemplate } from '../../../expression/template.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../model/json.ts';
import {
  deleteListPrefix,
  elementOrderPrefix,
  isDirectiveKey,
  patchDirective,
} from '../../../patch/directive.ts';
import { member } from '../../../patch/members.ts';
import { nearestHint } from '../../../repository/nearest.ts';
import { minorsOfField } from '../../../schema/history.ts';
import type { SchemaNode } from '../../../schema/schema.ts';
import { customFacts } from '../../../schema/structural-node.ts';
import { valueFaults } from './check-scalar.ts';
import { type Fault, faultAt, missingAt } from './fault.ts';
import { fieldElsewhere } from './field-elsewhere.ts';
import { listFaults } from './list-keys.ts';
import { fieldPlace, itemPlace, type Place, pathAt, pointerAt, topOf } from './place.ts';
import { isRequired } from './required-fields.ts';
import { wrongType } from './scalar-type.ts';

/**
 * What is checked: a `whole` object, as it goes to a server; one as it is `written` in a feed, which layers may
 * complete; or a patch, in which null removes, by directives where it is a `strategic` one.
 */
export type Wholeness = 'whole' | 'written' | 'merge' | 'strategic';

export interface CheckOptions {
  readonly as: Wholeness;
  /** Whether `${{ }}` is evaluated in it. */
  readonly expressions: boolean;
  /**
   * Maps and lists that were found good, with the schema that they were held against. Layers share what they do not
   * change, so that of a thousand renders of an object only what differs is looked at.
   */
  readonly good?: WeakMap<object, SchemaNode>;
}

const isPatch = ({ as }: CheckOptions): boolean => as === 'merge' || as === 'strategic';

/** An expression alone is of any type; one inside a text makes text. */
const expressionFaults = (place: Place, text: string): readonly Fault[] => {
  const { template } = parseTemplate(text);
  if (template === undefined || (template.parts.length === 1 && 'expression' in template.parts[0]!))
    return [];
  const wrong = wrongType(place.node, text);
  return wrong === undefined
    ? []
    : [faultAt(place, 'FieldType', 'is text around an expression, and no text is wanted')];
};

/** Whether any member may stand there: nothing is declared, or what is not is kept. */
const takesAny = (node: SchemaNode): boolean => {
  if (node.preserveUnknownFields || node.type === undefined) return true;
  const source = customFacts(node)?.source;
  // published as a mapping of whatever: the server prunes it and refuses nothing
  return source !== undefined && (source.additionalProperties === true || source.properties === undefined);
};

/** The nearest right name, else the place in the kind that has a field of this one. */
const unknownHint = (place: Place, name: string): { hint?: string } => {
  const near = nearestHint(name, place.node.fieldNames());
  if (near.hint !== undefined) return near;
  const elsewhere = fieldElsewhere(topOf(place), name);
  return elsewhere === undefined ? {} : { hint: `did you mean ${JSON.stringify(elsewhere)}?` };
};

/** A member that the schema does not know, where it could. */
export const unknownField = (place: Place, name: string): readonly Fault[] => {
  const { node } = place;
  // a field of other releases: whether a cluster has it is a question of its own
  if (takesAny(node) || (node.definition && minorsOfField(node.definition, name))) return [];
  const path = pathAt(place);
  const parent = path === '' ? place.gvk.kind : `${place.gvk.kind}: ${path}`;
  const fault = faultAt(fieldPlace(place, name, node), 'UnknownField', '', unknownHint(place, name));
  return [{ ...fault, message: `${parent} has no field ${JSON.stringify(name)}` }];
};

const memberFaults = (
  place: Place,
  [name, value]: [string, Json],
  options: CheckOptions,
): readonly Fault[] => {
  const node = place.node.field(name) ?? place.node.values();
  if (node !== undefined) return checkValue(fieldPlace(place, name, node), value, options);
  return unknownField(place, name);
};

/** The lists that directives speak of must be there. */
const directiveFaults = (place: Place, key: string): readonly Fault[] =>
  [elementOrderPrefix, deleteListPrefix].flatMap((prefix) => {
    if (!key.startsWith(prefix)) return [];
    const name = key.slice(prefix.length);
    if (place.node.field(name) !== undefined) return [];
    const fault = unknownField(place, name);
    return fault.map((found) => ({ ...found, pointer: pointerAt(fieldPlace(place, key, place.node)) }));
  });

const requiredOf = (node: SchemaNode): readonly string[] =>
  customFacts(node)?.embeddedResource ? ['apiVersion', 'kind', ...node.required] : node.required;

/** null in a custom resource is there, if of a wrong type; in a built-in kind it is as if it were not. */
const isMissing = (node: SchemaNode, value: Json | undefined): boolean =>
  value === undefined || (value === null && !customFacts(node));

const missingFaults = (place: Place, object: JsonObject): readonly Fault[] =>
  requiredOf(place.node)
    .filter((name) => isRequired(place.node, name) && isMissing(place.node, member(object, name)))
    .map((name) => missingAt(place, name, 'is required'));

const mapFaults = (place: Place, object: JsonObject, options: CheckOptions): readonly Fault[] => {
  const strategic = options.as === 'strategic';
  if (strategic && member(object, patchDirective) === 'delete') return [];
  const faults = Object.entries(object).flatMap((entry) =>
    strategic && isDirectiveKey(entry[0])
      ? directiveFaults(place, entry[0])
      : memberFaults(place, entry, options),
  );
  return options.as === 'whole' ? [...faults, ...missingFaults(place, object)] : faults;
};

const itemFaults = (place: Place, list: readonly Json[], options: CheckOptions): readonly Fault[] => {
  const items = place.node.items();
  if (items === undefined) return [];
  const faults = list.flatMap((item, index) => checkValue(itemPlace(place, index, items), item, options));
  return options.as === 'whole' ? [...faults, ...listFaults(place, list)] : faults;
};

const partFaults = (place: Place, value: Json, options: CheckOptions): readonly Fault[] => {
  if (Array.isArray(value)) return itemFaults(place, value, options);
  return isJsonObject(value) ? mapFaults(place, value, options) : [];
};

/**
 * What an API server refuses of a value, as far as its schema says: fields that its kind does not have, types,
 * required fields, values outside of what is allowed. Order: as written, what is missing last.
 */
export const checkValue = (place: Place, value: Json, options: CheckOptions): readonly Fault[] => {
  if (options.expressions && typeof value === 'string' && mentionsExpressionText(value)) {
    return expressionFaults(place, value);
  }
  if (value === null && isPatch(options)) return [];
  const isMany = typeof value === 'object' && value !== null;
  if (isMany && options.good?.get(value) === place.node) return [];
  const wrong = wrongType(place.node, value);
  if (wrong)
    return [faultAt(place, 'FieldType', wrong.what, wrong.hint === undefined ? {} : { hint: wrong.hint })];
  if (value === null) return [];
  const faults = [...valueFaults(place, value), ...partFaults(place, value, options)];
  if (isMany && faults.length === 0) options.good?.set(value, place.node);
  return faults;
};
