import { badRequest } from '../refusals.ts';
import { type SelectorToken, selectorTokens } from './selector-tokens.ts';

export type SelectorOperator = 'exists' | '!' | '=' | '==' | '!=' | 'in' | 'notin' | '>' | '<';

export interface SelectorRequirement {
  readonly key: string;
  readonly operator: SelectorOperator;
  readonly values: readonly string[];
}

const binary: ReadonlySet<string> = new Set(['in', 'notin', '=', '==', '!=', '>', '<']);
const binaryNames = 'in, notin, =, ==, !=, gt, lt';

const found = (token: SelectorToken, expected: string): Error =>
  new Error(`found '${token.text}', expected: ${expected}`);

/** apimachinery's parser of label selectors, refusals included. */
class SelectorParser {
  readonly #tokens: readonly SelectorToken[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = selectorTokens(text);
  }

  parse(): readonly SelectorRequirement[] {
    const requirements: SelectorRequirement[] = [];
    while (this.#next().kind !== 'end') {
      if (!this.#startsRequirement())
        throw badRequest(found(this.#next(), "!, identifier, or 'end of string'").message);
      requirements.push(this.#wrapped());
      const after = this.#take();
      if (after.kind === 'end') return requirements;
      if (after.text !== ',') throw badRequest(found(after, "',' or 'end of string'").message);
      if (!this.#startsRequirement()) throw badRequest(found(this.#next(), "identifier after ','").message);
    }
    return requirements;
  }

  #wrapped(): SelectorRequirement {
    try {
      return this.#requirement();
    } catch (error) {
      throw badRequest(`unable to parse requirement: ${(error as Error).message}`);
    }
  }

  #requirement(): SelectorRequirement {
    const absent = this.#next().text === '!' && this.#next().kind === 'operator';
    if (absent) this.#at += 1;
    const key = this.#take();
    if (key.kind !== 'word') throw found(key, 'identifier');
    checkKey(key.text);
    const { kind, text } = this.#next();
    if (absent) return { key: key.text, operator: '!', values: [] };
    if (kind === 'end' || text === ',') return { key: key.text, operator: 'exists', values: [] };
    const operator = this.#take();
    if (!binary.has(operator.text)) throw found(operator, binaryNames);
    const values = operator.kind === 'word' ? this.#values() : this.#exactValue();
    for (const value of values) checkValue(key.text, value);
    return { key: key.text, operator: operator.text as SelectorOperator, values };
  }

  #exactValue(): readonly string[] {
    const { kind, text } = this.#next();
    if (kind === 'end' || text === ',') return [''];
    const value = this.#take();
    if (value.kind !== 'word') throw found(value, 'identifier');
    return [value.text];
  }

  #values(): readonly string[] {
    const open = this.#take();
    if (open.text !== '(') throw new Error(`found '${open.text}' expected: '('`);
    const values = new Set<string>();
    let last = '';
    for (let token = this.#take(); token.text !== ')'; token = this.#take()) {
      if (token.text === ',' && token.kind === 'operator') {
        if (last !== 'word') values.add('');
        last = 'comma';
        continue;
      }
      if (token.kind !== 'word') throw found(token, "',', or identifier");
      if (last === 'word') throw found(token, "',' or ')'");
      values.add(token.text);
      last = 'word';
    }
    if (last !== 'word') values.add('');
    return [...values].sort();
  }

  #startsRequirement(): boolean {
    const { kind, text } = this.#next();
    return kind === 'word' || (kind === 'operator' && text === '!');
  }

  #next(): SelectorToken {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]!;
  }

  #take(): SelectorToken {
    const token = this.#next();
    this.#at += 1;
    return token;
  }
}

const namePattern = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const prefixPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const nameRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

const checkKey = (key: string): void => {
  const parts = key.split('/');
  const name = parts.at(-1)!;
  const prefix = parts.length === 1 || (prefixPattern.test(parts[0]!) && parts[0]!.length <= 253);
  if (parts.length <= 2 && prefix && name.length <= 63 && namePattern.test(name)) return;
  throw new Error(
    `<nil>: Invalid value: ${JSON.stringify(key)}: name part ${nameRule} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
  );
};

const checkValue = (key: string, value: string): void => {
  const refuse = (why: string): Error =>
    new Error(`values[0][${key}]: Invalid value: ${JSON.stringify(value)}: ${why}`);
  if (value.length > 63) throw refuse('must be no more than 63 bytes');
  if (value === '' || namePattern.test(value)) return;
  throw refuse(
    `a valid label must be an empty string or ${nameRule.replace('must consist', 'consist')} (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
  );
};

/** `app=shop,tier in (a,b),!old`. Throws a 400 in the real server's words. */
export const parseSelector = (text: string): readonly SelectorRequirement[] =>
  new SelectorParser(text).parse();
