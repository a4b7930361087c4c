import {
  binaryTag,
  defineMappingTag,
  defineScalarTag,
  mergeTag,
  NOT_RESOLVED,
  Schema,
  seqTag,
  strTag,
} from 'js-yaml';
import { keyText, type PlainScalar, resolvePlain } from './scalar.ts';

const never = (): boolean => false;
const firstChars = {
  null: ['', '~', 'n', 'N'],
  bool: [...'yYnNtTfFoO'],
  int: [...'+-.0123456789'],
  float: [...'+-.0123456789'],
};

const scalarTag = (tag: Exclude<PlainScalar['tag'], 'str'>) =>
  defineScalarTag<PlainScalar['value']>(`tag:yaml.org,2002:${tag}`, {
    implicit: true,
    implicitFirstChars: firstChars[tag],
    identify: never,
    resolve: (source, isExplicit) => {
      const plain = resolvePlain(source);
      const fits = plain.tag === tag || (isExplicit && tag === 'float' && plain.tag === 'int');
      return fits ? plain.value : NOT_RESOLVED;
    },
  });

const utf8 = new TextDecoder();
const binaryAsText = defineScalarTag<string>('tag:yaml.org,2002:binary', {
  identify: never,
  resolve: (source, isExplicit, tagName) => {
    const bytes = binaryTag.resolve(source, isExplicit, tagName);
    return bytes === NOT_RESOLVED ? NOT_RESOLVED : utf8.decode(bytes as Uint8Array);
  },
});

const timestampAsText = defineScalarTag<string>('tag:yaml.org,2002:timestamp', {
  identify: never,
  resolve: (source) => source,
});

export const keyMessages = {
  null: 'a key is null: quote it, or write a value before the colon',
  complex: 'a key is a list or a mapping: Kubernetes takes text alone',
} as const;

type Carrier = Record<string, unknown>;

/** Keys that are no text, by the text that they became: js-yaml tells by the key itself which ones a `<<` brought. */
const otherKeys = new WeakMap<Carrier, Map<string, unknown>>();

const rememberKey = (carrier: Carrier, text: string, key: unknown): void => {
  const known = otherKeys.get(carrier);
  if (known) known.set(text, key);
  else otherKeys.set(carrier, new Map([[text, key]]));
};

const mapping = defineMappingTag<Carrier>('tag:yaml.org,2002:map', {
  create: () => ({}),
  identify: never,
  addPair: (carrier, key, value) => {
    const text = keyText(key);
    if (text === undefined) return key === null ? keyMessages.null : keyMessages.complex;
    if (typeof key !== 'string') rememberKey(carrier, text, key);
    if (text === '__proto__') {
      // an assignment would change the prototype instead of making a key
      Object.defineProperty(carrier, text, { value, enumerable: true, configurable: true, writable: true });
    } else {
      carrier[text] = value;
    }
    return '';
  },
  has: (carrier, key) => {
    const text = keyText(key);
    return text !== undefined && Object.hasOwn(carrier, text);
  },
  keys: (carrier) => {
    const others = otherKeys.get(carrier);
    return Object.keys(carrier).map((text) => others?.get(text) ?? text);
  },
  get: (carrier, key) => carrier[keyText(key)!],
});

/**
 * YAML as kubectl reads it. No preset of js-yaml does: CORE has no `yes`, no 0644 and no merge, YAML11 makes dates of
 * timestamps and text of 1e3.
 */
export const kubernetesSchema = new Schema([
  strTag,
  seqTag,
  mapping,
  scalarTag('null'),
  scalarTag('bool'),
  scalarTag('int'),
  scalarTag('float'),
  mergeTag,
  binaryAsText,
  timestampAsText,
]);
