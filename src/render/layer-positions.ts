import type { Source, SourceMap, Touch } from '../model/source.ts';
import type { FeedResource } from '../repository/fleet.ts';

const sourceWithin = ({ path, source, sourceOf }: Touch, pointer: string): Source =>
  pointer === path ? source : (sourceOf?.(pointer.slice(path.length)) ?? source);

/**
 * Where a field of a layered object stands: in the layer that wrote it last, be it with what is above it, else in the
 * feed. `record` runs the layers with a recorder; it is asked only when something is wrong.
 */
export const layerPositions = (
  { document: { positions } }: FeedResource,
  record: (hear: (touch: Touch) => void) => void,
): SourceMap => ({
  ...positions,
  at: (pointer) => {
    let found: Source | undefined;
    record((touch) => {
      const isAbove = touch.path === '' || touch.path === pointer || pointer.startsWith(`${touch.path}/`);
      if (isAbove) found = touch.after === undefined ? undefined : sourceWithin(touch, pointer);
    });
    return found ?? positions.at(pointer);
  },
});
