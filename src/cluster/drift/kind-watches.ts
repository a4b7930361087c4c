import type { Site } from '../apply/site.ts';
import type { BindingWork } from '../engine.ts';
import type { Observer } from './observe.ts';

export interface KindWatches {
  cover(bindings: readonly BindingWork[]): void;
  closed(): Promise<void>;
}

export const createKindWatches = (_: {
  site: Site;
  observer: Observer;
  signal: AbortSignal;
}): KindWatches => ({
  cover: () => undefined,
  closed: async () => undefined,
});
