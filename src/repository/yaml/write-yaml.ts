import { defineMappingTag, defineScalarTag, dump, NOT_RESOLVED, Schema, seqTag, strTag } from 'js-yaml';
import type { Json, JsonObject } from '../../model/json.ts';
import { resolvePlain } from './scalar.ts';

/** A date, or base 60, to readers of YAML 1.1 other than kubectl. */
const elsewhere = /^\d{4}-\d\d?-\d\d?|^[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?$/;

/** Whether text would be read as something else if it stood without quotes; what cannot be read at all would be, too. */
const readsAsText = (text: string): boolean => {
  try {
    return resolvePlain(text).tag === 'str' && text !== '=' && text !== '<<' && !elsewhere.test(text);
  } catch {
    return false;
  }
};

/** js-yaml quotes what a tag of its schema would take, so this one takes whatever kubectl would not read as text. */
const notText = defineScalarTag<Json>('tag:yaml.org,2002:null', {
  implicit: true,
  identify: (value) => value === null || typeof value === 'boolean' || typeof value === 'number',
  represent: String,
  resolve: (source) => (readsAsText(source) ? NOT_RESOLVED : source),
});

const mapping = defineMappingTag<JsonObject>('tag:yaml.org,2002:map', {
  create: () => ({}),
  identify: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  represent: (value) => new Map(Object.entries(value)),
  addPair: () => '',
  has: () => false,
  keys: () => [],
  get: () => undefined,
});

const schema = new Schema([strTag, seqTag, mapping, notText]);

/**
 * One document, without `---`, that kubectl reads back as this value: js-yaml's own schemas leave text such as `0X1F`
 * bare. A shared part becomes no anchor and long text is not folded, whatever reads it.
 */
export const writeYaml = (value: Json): string => dump(value, { schema, noRefs: true, lineWidth: -1 });
