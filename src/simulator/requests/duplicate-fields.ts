import { isJsonObject, type Json } from '../../model/json.ts';

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/** How many members all objects of a JSON text have: its colons outside strings. */
const membersIn = (text: string): number => {
  let members = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === backslash) index += 1;
    else if (code === quote) inString = !inString;
    else if (code === colon && !inString) members += 1;
  }
  return members;
};

const membersOf = (value: Json): number => {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, item: Json) => sum + membersOf(item), 0);
  let members = 0;
  for (const key in value) members += 1 + membersOf((value as Record<string, Json>)[key]!);
  return members;
};

/** Walks a valid JSON text and tells of every key that its object has already. */
class DuplicateFinder {
  readonly #text: string;
  readonly found: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(path: string): void {
    this.#space();
    const char = this.#text[this.#at];
    if (char === '{') this.#object(path);
    else if (char === '[') this.#list(path);
    else if (char === '"') this.#string();
    else while (this.#at < this.#text.length && !',]}'.includes(this.#text[this.#at]!)) this.#at += 1;
    this.#space();
  }

  #object(path: string): void {
    const seen = new Set<string>();
    this.#at += 1;
    this.#space();
    while (this.#text[this.#at] !== '}') {
      this.#space();
      const key = this.#string();
      const below = path === '' ? key : `${path}.${key}`;
      if (seen.has(key)) this.found.push(below);
      seen.add(key);
      this.#space();
      this.#at += 1;
      this.value(below);
      if (this.#text[this.#at] === ',') this.#at += 1;
    }
    this.#at += 1;
  }

  #list(path: string): void {
    this.#at += 1;
    this.#space();
    for (let index = 0; this.#text[this.#at] !== ']'; index += 1) {
      this.value(`${path}[${index}]`);
      if (this.#text[this.#at] === ',') this.#at += 1;
    }
    this.#at += 1;
  }

  #string(): string {
    const from = this.#at;
    for (this.#at += 1; this.#text[this.#at] !== '"'; this.#at += 1) {
      if (this.#text[this.#at] === '\\') this.#at += 1;
    }
    this.#at += 1;
    return JSON.parse(this.#text.slice(from, this.#at)) as string;
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }
}

/** Paths of fields that a JSON text gives twice; `value` is what it parses to. */
export const duplicateFields = (text: string, value: Json): readonly string[] => {
  // most texts have none, and counting is cheap
  if (!isJsonObject(value) && !Array.isArray(value)) return [];
  if (membersIn(text) === membersOf(value)) return [];
  const finder = new DuplicateFinder(text);
  finder.value('');
  return finder.found;
};
