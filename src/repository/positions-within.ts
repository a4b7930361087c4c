import type { SourceMap } from '../model/source.ts';

/** The positions of a part of a document, which stands in this file at this JSON Pointer. */
export const positionsWithin = (positions: SourceMap, file: string, base: string): SourceMap => ({
  at: (pointer) => ({ ...positions.at(base + pointer), file }),
  keyAt: (pointer) => ({ ...positions.keyAt(base + pointer), file }),
  characterAt: (pointer, offset) => ({ ...positions.characterAt(base + pointer, offset), file }),
});
