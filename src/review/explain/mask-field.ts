import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import { member } from '../../patch/members.ts';
import { pointerTokens } from '../../patch/pointer.ts';
import { maskedValue, maskSecrets } from '../../render/mask-secrets.ts';
import { isSecret } from '../../render/secret-data.ts';
import { explainField } from './explain-field.ts';
import type { Explanation, FieldExplanation } from './explanation.ts';
import { currentValue, type FieldEntry, type FieldNode } from './field-node.ts';
import type { FoundField } from './object-fields.ts';

const holdsValues: ReadonlySet<string> = new Set(['data', 'stringData']);
const bare: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: '' } };

const placed = (tokens: readonly string[], value: Json): Json =>
  tokens.toReversed().reduce<Json>((inner, token) => Object.fromEntries([[token, inner]]), value);

/** A value as it stands at a place of a Secret, masked by the one rule that masks whole Secrets. */
const maskAt = (pointer: string, value: Json): Json => {
  const tokens = pointerTokens(pointer, '');
  const object = { ...bare, ...(placed(tokens, value) as JsonObject) };
  const metadata = isJsonObject(object.metadata) ? object.metadata : bare.metadata;
  let found: Json = maskSecrets({ ...object, metadata } as KubeObject);
  for (const token of tokens) {
    if (!isJsonObject(found)) return maskedValue;
    found = member(found, token) ?? maskedValue;
  }
  return found;
};

/** Whether something stood among a Secret's values at some time: what was copied out of them is no less secret. */
const wasValue = (entries: readonly FieldEntry[]): boolean =>
  entries.some(({ path }) => {
    const [, top = '', key] = path.split('/');
    return key !== undefined && holdsValues.has(top);
  });

const maskLeaves = (node: FieldNode): Json => {
  switch (node.shape) {
    case 'map':
      return Object.fromEntries([...node.members].map(([key, child]) => [key, maskLeaves(child)]));
    case 'list':
      return node.items.map(maskLeaves);
    case 'scalar':
      return wasValue(node.entries) ? maskedValue : node.value;
    default:
      return node.shape satisfies never;
  }
};

/** What stands at a field now, without a Secret's values. */
export const maskedValueOf = ({ start }: Explanation, { node, pointer }: FoundField): Json =>
  isSecret(start) ? maskAt(pointer, maskLeaves(node)) : currentValue(node);

/** `explainField` of an object without a Secret's values, of now and of before. */
export const explainFieldMasked = (explanation: Explanation, found: FoundField): FieldExplanation => {
  if (!isSecret(explanation.start)) return explainField(found);
  const field = explainField(found, (owner, path, value) =>
    wasValue(owner.entries) ? maskedValue : maskAt(path, value),
  );
  return {
    ...field,
    ...(field.value !== undefined && { value: maskedValueOf(explanation, found) }),
  };
};
