import type { BindingWork } from '../engine.ts';
import type { Gate } from './gate.ts';
import type { Us } from './ownership.ts';
import type { Site } from './site.ts';

/** One call for one binding. */
export interface BindingSite extends Site {
  readonly work: BindingWork;
  readonly us: Us;
  readonly signal: AbortSignal;
  /** Bounds this call's requests. */
  readonly gate: Gate;
  /** CRDs were established in this call: the server may need a moment until it serves their kinds. */
  freshDefinitions: boolean;
}
