import type { Json, JsonObject } from '../../../model/json.ts';
import type { TableColumn } from '../kind-rules.ts';
import { count, nameCell, text } from './cell-parts.ts';
import { timeSince } from './human-duration.ts';
import { jsonPath } from './json-path.ts';

const dateCell = (value: Json, now: number): string => {
  if (typeof value !== 'string') return '<unknown>';
  return Number.isNaN(Date.parse(value)) ? '<invalid>' : timeSince(value, now);
};

const shown = (value: Json): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const typedCell = (type: string, value: Json, now: number): string | number | boolean | null => {
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return dateCell(value, now);
    default:
      return shown(value);
  }
};

const columnOf = (column: JsonObject): TableColumn => {
  const path = jsonPath(text(column.jsonPath));
  const type = text(column.type);
  return {
    name: text(column.name),
    type,
    format: text(column.format),
    description: text(
      column.description,
      `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
    ),
    priority: count(column.priority),
    cell: (object, now) => {
      const value = path(object)[0];
      return value === undefined || value === null ? null : typedCell(type, value, now);
    },
  };
};

/** The columns of a custom resource: its name and what its definition prints, else its age. */
export const customColumns = (
  columns: readonly JsonObject[],
  descriptions: { readonly name: string; readonly age: string },
): readonly TableColumn[] => {
  const age: JsonObject = {
    name: 'Age',
    type: 'date',
    description: descriptions.age,
    jsonPath: '.metadata.creationTimestamp',
  };
  const first: TableColumn = {
    name: 'Name',
    type: 'string',
    format: 'name',
    description: descriptions.name,
    priority: 0,
    cell: nameCell,
  };
  return [first, ...(columns.length === 0 ? [age] : columns).map(columnOf)];
};
