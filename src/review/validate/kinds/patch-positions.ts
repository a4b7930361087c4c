import type { Source, SourceMap } from '../../../model/source.ts';
import type { Step } from '../../../overlay/step.ts';
import { valueAt } from '../../../overlay/transform/workload-places.ts';
import { pointerTokens } from '../../../patch/pointer.ts';
import { parseDocuments } from '../../../repository/yaml/documents.ts';
import type { Fault } from './fault.ts';

export type Positions = Pick<SourceMap, 'at' | 'keyAt'>;

/** A field that is not known stands at its key, everything else at its value. */
export const sourceOf = ({ code, pointer, isPath }: Fault, positions: Positions): Source =>
  code === 'UnknownField' && !isPath ? positions.keyAt(pointer) : positions.at(pointer);

const pathOf = (pointer: string): readonly (string | number)[] =>
  pointerTokens(pointer, '').map((token) => (/^\d+$/.test(token) ? Number(token) : token));

const offsetOf = (text: string, { line, column }: Source): number => {
  let start = 0;
  for (let passed = 1; passed < line; passed += 1) start = text.indexOf('\n', start) + 1;
  return start + column - 1;
};

/** Where the parts of a step's patch stand, be it written as YAML or as a text of YAML. */
export const patchPositions = ({ document, pointer }: Step): Positions => {
  const { positions, value, file } = document;
  const text = valueAt(value, pathOf(pointer));
  const within = typeof text === 'string' ? parseDocuments(text, { file }).documents[0] : undefined;
  if (typeof text !== 'string' || within === undefined) {
    return {
      at: (below) => positions.at(pointer + below),
      keyAt: (below) => positions.keyAt(pointer + below),
    };
  }
  const inText = (source: Source): Source => positions.characterAt(pointer, offsetOf(text, source));
  return {
    at: (below) => inText(within.positions.at(below)),
    keyAt: (below) => inText(within.positions.keyAt(below)),
  };
};
