import type { ResourceType } from '../../resource-type.ts';
import type { TableColumn } from '../kind-rules.ts';
import { ageCell, type Cell, metadataOf, nameCell, text } from './cell-parts.ts';
import { columnDefinitionsJson } from './column-definitions.generated.ts';
import { coreCells } from './core-cells.ts';
import { customColumns } from './custom-columns.ts';
import { networkCells } from './network-cells.ts';
import { policyCells } from './policy-cells.ts';
import { storageCells } from './storage-cells.ts';
import { workloadCells } from './workload-cells.ts';

type Row = readonly [name: string, type: string, format: string, description: string, priority: number];

let definitions: Readonly<Record<string, readonly Row[]>> | undefined;
const definitionsOf = (key: string): readonly Row[] => {
  definitions ??= JSON.parse(columnDefinitionsJson) as Record<string, readonly Row[]>;
  return definitions[key] ?? definitions['/limitranges']!;
};

const cells: Readonly<Record<string, readonly Cell[]>> = {
  ...coreCells,
  ...networkCells,
  ...policyCells,
  ...storageCells,
  ...workloadCells,
};

const createdAt: Cell = (object) => text(metadataOf(object).creationTimestamp);
const unknown: Cell = () => '<unknown>';

/** Name, age and creation are what every kind has; a column that nothing fills says so. */
const usualCell = (name: string): Cell => {
  if (name === 'Name') return nameCell;
  if (name === 'Age') return ageCell;
  return name === 'Created At' ? createdAt : unknown;
};

const describe = (key: string, column: number): string => definitionsOf(key)[column]![3];

const builtInColumns = (key: string): readonly TableColumn[] => {
  const own = cells[key];
  return definitionsOf(key).map(([name, type, format, description, priority], index) => ({
    name,
    type,
    format,
    description,
    priority,
    cell: own?.[index] ?? usualCell(name),
  }));
};

/** The columns of `kubectl get`, wide ones included. */
export const columnsOf = (type: ResourceType): readonly TableColumn[] =>
  type.structural
    ? customColumns(type.printerColumns ?? [], {
        name: describe('/limitranges', 0),
        age: describe('/limitranges', 1),
      })
    : builtInColumns(`${type.group}/${type.plural}`);
