import type { Json } from '../../model/json.ts';

/** One change of one field. In their order, read as a JSON patch (RFC 6902), changes turn one value into the other. */
export interface FieldChange {
  readonly op: 'add' | 'remove' | 'replace' | 'move';
  /** A JSON Pointer into the value as the changes before this one left it. */
  readonly path: string;
  /** Of a move: where the item was. */
  readonly from?: string;
  /**
   * For people: `spec.template.spec.containers[name=front].image`. Items of lists are named by what their kind tells
   * them apart by, so it is the same on clusters whose lists differ elsewhere.
   */
  readonly field: string;
  /** Absent when the field was not there, and of a move. */
  readonly before?: Json;
  /** Absent when the field is removed, and of a move. */
  readonly after?: Json;
}
