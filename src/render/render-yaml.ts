import type { DesiredState } from '../model/desired.ts';
import { byCodePoint, isJsonObject, type Json } from '../model/json.ts';
import { writeYaml } from '../repository/yaml/write-yaml.ts';
import { maskSecrets } from './mask-secrets.ts';

/** What people look for first in an object, or in an item of a list; the rest follows by name. */
const first = ['apiVersion', 'kind', 'metadata', 'name', 'namespace', 'labels', 'annotations'];

const rank = (key: string): number => {
  const index = first.indexOf(key);
  return index < 0 ? first.length : index;
};

/** The same value with its keys in the order in which people look for them. */
export const forReading = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(forReading);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).sort((a, b) => rank(a) - rank(b) || byCodePoint(a, b));
  return Object.fromEntries(keys.map((key) => [key, forReading(value[key] as Json)]));
};

export interface RenderYamlOptions {
  /** Print what Secrets hold. Default: their keys only. */
  readonly reveal?: boolean;
}

/** The objects of a binding as YAML documents, in the order of their waves and kinds; equal states, equal text. */
export const renderYaml = (state: DesiredState, { reveal = false }: RenderYamlOptions = {}): string =>
  state.objects
    .map(({ object }) => forReading(reveal ? object : maskSecrets(object)))
    .map((object) => `---\n${writeYaml(object)}`)
    .join('');
