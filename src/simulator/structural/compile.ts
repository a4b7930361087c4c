import type { JsonObject } from '../../model/json.ts';
import { published, type StructuralNode, structuralNode } from '../../schema/structural-node.ts';
import type { StatusCause } from '../api-error.ts';
import { withPlainMetadata } from './plain-metadata.ts';
import { pruneUnknown } from './prune-unknown.ts';
import { fillStructuralDefaults } from './structural-defaults.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { validateLists } from './validate-lists.ts';
import { hasRules, validateRules } from './validate-rules.ts';
import { validateValue } from './validate-value.ts';

/** Lists that had doubles before may keep them. */
const listFaults = (
  node: StructuralNode,
  object: JsonObject,
  live: JsonObject | undefined,
): readonly StatusCause[] =>
  live !== undefined && validateLists(node, live).length > 0 ? [] : validateLists(node, object);

/** Faults after which the API server does not look at rules. */
const blocking = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const unchecked: StatusCause = {
  reason: 'FieldValueInvalid',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
  field: '<nil>',
};

const ruleFaults = (
  node: StructuralNode,
  faults: readonly StatusCause[],
  { object, live }: { object: JsonObject; live: JsonObject | undefined },
): readonly StatusCause[] =>
  faults.some(({ reason }) => blocking.has(reason))
    ? [unchecked]
    : validateRules(node, object, { path: '', before: live });

const fullField = (field: string): string =>
  field === '' || field === '<nil>' ? 'status' : `status.${field}`;

/** Compiles the `openAPIV3Schema` of a version. It is taken to be structural: the definition's own validation is not done here. */
export const structuralSchema = (openAPIV3Schema: JsonObject): StructuralSchema => {
  const node = structuralNode(openAPIV3Schema);
  const withRules = hasRules(node);
  const root = published(node, true);
  const meta = root.field('metadata');
  const statusOf = (object: JsonObject): JsonObject =>
    object.status === undefined ? {} : { status: object.status };
  const statusNode = node.field('status');
  const statusFaults = (object: JsonObject, live: JsonObject | undefined): readonly StatusCause[] => {
    if (statusNode === undefined || object.status === undefined) return [];
    // the API server's message names the path within the status, its field the whole one
    const faults = validateValue(statusNode, object.status, { path: '', before: live?.status });
    return faults.map((fault) => ({ ...fault, field: fullField(fault.field) }));
  };
  return {
    root,
    prune: (object) => pruneUnknown(object, { root: node, meta, onUnknown: () => undefined }),
    unknownFields(object) {
      const unknown: string[] = [];
      pruneUnknown(object, { root: node, meta, onUnknown: (path) => unknown.push(path) });
      return unknown.sort();
    },
    fillDefaults: (object) => withPlainMetadata(fillStructuralDefaults(object, node), meta),
    validate(object, live) {
      const faults = [
        ...validateValue(node, object, { path: '', before: live }),
        ...listFaults(node, object, live),
      ];
      return withRules ? [...faults, ...ruleFaults(node, faults, { object, live })] : faults;
    },
    validateStatus(object, live) {
      const faults = [
        ...statusFaults(object, live),
        ...listFaults(node, statusOf(object), live && statusOf(live)),
      ];
      return withRules ? [...faults, ...ruleFaults(node, faults, { object, live })] : faults;
    },
  };
};
