import type { Diagnostic } from '../../model/diagnostic.ts';
import type { FleetDocument } from '../fleet.ts';

/** What one file of a known folder holds. */
export interface FileContents {
  /** Lists (`kind: List`) are written out, as kubectl does. None where the file has an error. */
  readonly documents: readonly FleetDocument[];
  readonly diagnostics: readonly Diagnostic[];
}
