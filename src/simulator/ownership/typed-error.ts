import { byCodePoint, isJsonObject, type Json } from '../../model/json.ts';
import { ListItemError, listElement } from './list-element.ts';
import { type ListMergeType, type MapMergeType, type MergeType, type Scalar, shapeOf } from './merge-type.ts';
import { fieldElement, type PathElement, showElement } from './path-element.ts';

/** A value as Go's `%v` prints it inside an error. */
const goValue = (value: Json): string => {
  if (value === null) return '<nil>';
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  const members = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b));
  return `map[${members.map(([name, item]) => `${name}:${goValue(item)}`).join(' ')}]`;
};

const goType = (value: Json): string => {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
};

/** A value as Go's `%#v` prints it. */
const goLiteral = (value: Json): string => {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object') return goValue(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goLiteral).join(', ')}}`;
  const members = Object.entries(value).sort(([a], [b]) => byCodePoint(a, b));
  const texts = members.map(([name, item]) => `${JSON.stringify(name)}:${goLiteral(item)}`);
  return `map[string]interface {}{${texts.join(', ')}}`;
};

/** Why the value is not of the scalar type; undefined when it is, or is null. */
const scalarError = (scalar: Scalar, value: Json): string | undefined => {
  if (value === null) return undefined;
  switch (scalar) {
    case 'numeric':
      return typeof value === 'number' ? undefined : `expected numeric (int or float), got ${goType(value)}`;
    case 'string':
      return typeof value === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goLiteral(value)}}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got &{${goValue(value)}}`;
    default:
      return typeof value === 'object' ? `expected any scalar, got &{${goValue(value)}}` : undefined;
  }
};

class Check {
  readonly errors: string[] = [];

  value(type: MergeType, value: Json, path: string): void {
    switch (shapeOf(type, value)) {
      case 'scalar': {
        const error = scalarError(type.scalar!, value);
        if (error !== undefined) this.#report(path, error);
        return;
      }
      case 'list':
        if (value === null) return;
        if (Array.isArray(value)) this.#list(type.list!, value, path);
        else this.#report(path, `expected list, got &{${goValue(value)}}`);
        return;
      default:
        if (value === null) return;
        if (isJsonObject(value)) this.#map(type.map!, value, path);
        else this.#report(path, `expected map, got &{${goValue(value)}}`);
    }
  }

  #report(path: string, error: string): void {
    this.errors.push(path === '' ? error : `${path}: ${error}`);
  }

  #map(type: MapMergeType, value: { readonly [name: string]: Json }, path: string): void {
    for (const name in value) {
      const itemType = type.valueOf(name);
      if (itemType !== undefined) {
        const item = value[name]!;
        const isFine =
          typeof item !== 'object' &&
          itemType.scalar !== undefined &&
          scalarError(itemType.scalar, item) === undefined;
        if (!isFine) this.value(itemType, item, `${path}${showElement(fieldElement(name))}`);
        continue;
      }
      this.#report(`${path}${showElement(fieldElement(name))}`, 'field not declared in schema');
      return;
    }
  }

  #list(type: ListMergeType, value: readonly Json[], path: string): void {
    const seen = new Set<PathElement>();
    for (const [index, item] of value.entries()) {
      let element: PathElement = `i:${index}`;
      if (!type.atomic) {
        try {
          element = listElement(type, item);
        } catch (error) {
          if (!(error instanceof ListItemError)) throw error;
          this.#report(path, `element ${index}: ${error.message}`);
          return;
        }
        if (seen.has(element)) this.#report(path, `duplicate entries for key ${showElement(element)}`);
        seen.add(element);
      }
      this.value(type.items, item, `${path}${showElement(element)}`);
    }
  }
}

/**
 * Why an applied configuration is not of its type (a field that the schema does not declare, a wrong type, two items with one key),
 * worded as structured-merge-diff words it; undefined when it is.
 */
export const typedError = (type: MergeType, value: Json): string | undefined => {
  const check = new Check();
  check.value(type, value, '');
  if (check.errors.length === 0) return undefined;
  return check.errors.length === 1
    ? check.errors[0]
    : ['errors:', ...check.errors.map((error) => `  ${error}`)].join('\n');
};
