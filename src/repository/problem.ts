import type { Diagnostic, DiagnosticCode, Severity } from '../model/diagnostic.ts';
import type { FleetDocument } from './fleet.ts';

/** A diagnostic at a field of a document; an error unless told otherwise. */
export const problemAt = (
  document: FleetDocument,
  pointer: string,
  problem: {
    readonly code: DiagnosticCode;
    readonly message: string;
    readonly severity?: Severity;
    readonly hint?: string;
  },
): Diagnostic => ({ severity: 'error', ...problem, source: document.positions.at(pointer) });
