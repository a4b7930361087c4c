import type { Diagnostic } from '../model/diagnostic.ts';
import type { KubeObject } from '../model/resource.ts';

export interface LayerResult {
  /** The very object that was given where nothing changed it. */
  readonly object: KubeObject;
  readonly diagnostics: readonly Diagnostic[];
  /** Fields of the object that are left to others, as JSON Pointers; sorted, each once. */
  readonly ignoreFields?: readonly string[];
}
