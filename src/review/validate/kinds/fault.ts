import type { DiagnosticCode } from '../../../model/diagnostic.ts';
import { pointerToken } from '../../../model/json.ts';
import type { KubeObject } from '../../../model/resource.ts';
import type { FieldPath } from '../../../patch/write-fields.ts';
import { fieldPlace, type Place, pathAt, pointerAt } from './place.ts';

export type FaultCode = Extract<
  DiagnosticCode,
  'UnknownField' | 'FieldType' | 'FieldRequired' | 'FieldValue' | 'FieldNotServed' | 'KindUnknown'
>;

/** One thing that is wrong with one field of an object or of a patch of it; whose line it is, is found later. */
export interface Fault {
  readonly code: FaultCode;
  /** Absent: an error. */
  readonly severity?: 'warning';
  /** A JSON Pointer into what was checked; of a field that is missing, what lacks it. */
  readonly pointer: string;
  /** The name of the field that is missing there: if a layer took it away, that is whose line it is. */
  readonly missing?: string;
  /** A JSON Pointer of the other side, where two fields do not go together: whichever was written last is told. */
  readonly against?: string;
  /** Of an unknown field: named by the path of a JSON patch, which is a value, rather than by a key. */
  readonly isPath?: true;
  /** What is wrong, with the field but without the object: the same line may be wrong for many. Never a value. */
  readonly message: string;
  readonly hint?: string;
}

export const faultAt = (
  place: Place,
  code: FaultCode,
  what: string,
  more: Pick<Fault, 'hint' | 'against'> = {},
): Fault => {
  const path = pathAt(place);
  const message = `${place.gvk.kind}: ${path === '' ? 'it' : path} ${what}`;
  return { code, pointer: pointerAt(place), message, ...more };
};

/** A field that a place lacks. */
export const missingAt = (place: Place, name: string, what: string): Fault => {
  const { message } = faultAt(fieldPlace(place, name, place.node), 'FieldRequired', what);
  return { code: 'FieldRequired', pointer: pointerAt(place), missing: name, message };
};

export const pointerOf = (path: FieldPath): string => path.map((key) => `/${pointerToken(key)}`).join('');

/** A fault at a path of an object: what rules that no schema states find. */
export const faultIn = (
  object: KubeObject,
  path: FieldPath,
  found: Pick<Fault, 'code' | 'hint' | 'missing' | 'against'> & { readonly what: string },
): Fault => {
  const { what, ...rest } = found;
  const shown = path.map((key) => (typeof key === 'number' ? '[]' : `.${key}`)).join('');
  const named = found.missing === undefined ? shown : `${shown}.${found.missing}`;
  return {
    ...rest,
    pointer: pointerOf(path),
    message: `${object.kind}: ${named.slice(1)} ${what}`,
  };
};
