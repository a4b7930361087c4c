import { fieldNumbersJson } from './field-numbers.generated.ts';

/** One field of a message of Kubernetes' own kinds. */
export interface MessageField {
  readonly name: string;
  /** `string`, `int32`, …, or the full name of a message. */
  readonly type: string;
  readonly list: boolean;
  /** A map from strings. */
  readonly map: boolean;
  /** A scalar that may be absent: its zero says something. */
  readonly pointer: boolean;
}

export type Message = ReadonlyMap<number, MessageField>;

const fieldOf = (text: string): readonly [number, MessageField] => {
  const [number = '', name = '', spelled = ''] = text.split(' ');
  const type = spelled.replace(/^(?:\*|string>)/, '').replace('?', '');
  const [list, map, pointer] = [
    spelled.startsWith('*'),
    spelled.startsWith('string>'),
    spelled.endsWith('?'),
  ];
  return [Number(number), { name, type, list, map, pointer }];
};

const expanded = (text: string): string =>
  text.replaceAll('~', 'k8s.io.apimachinery.pkg.').replaceAll('@', 'k8s.io.api.');

let table: Readonly<Record<string, readonly string[]>> | undefined;
const messages = new Map<string, Message>();

/** The fields of a message by number; undefined for a message that no built-in kind has. Parsed at first use. */
export const messageNamed = (name: string): Message | undefined => {
  const known = messages.get(name);
  if (known) return known;
  table ??= JSON.parse(expanded(fieldNumbersJson)) as Readonly<Record<string, readonly string[]>>;
  const fields = Object.hasOwn(table, name) ? table[name] : undefined;
  if (fields === undefined) return undefined;
  const message = new Map(fields.map(fieldOf));
  messages.set(name, message);
  return message;
};
