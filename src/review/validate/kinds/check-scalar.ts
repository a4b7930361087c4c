import type { Json } from '../../../model/json.ts';
import { nearestHint } from '../../../repository/nearest.ts';
import type { SchemaNode } from '../../../schema/schema.ts';
import { customFacts } from '../../../schema/structural-node.ts';
import { brokenLimits } from './custom-limits.ts';
import { type Fault, faultAt } from './fault.ts';
import type { Place } from './place.ts';
import { wrongFormat } from './text-format.ts';

const maxInt32 = 2 ** 31 - 1;

const enumFault = (place: Place, value: string): readonly Fault[] => {
  const allowed = place.node.enum;
  // Go cannot tell an empty text from none, so built-in kinds take it for the default
  if (allowed === undefined || allowed.includes(value) || (value === '' && !customFacts(place.node)))
    return [];
  const listed = allowed.map((item) => JSON.stringify(item)).join(', ');
  return [faultAt(place, 'FieldValue', `takes ${listed}`, nearestHint(value, allowed))];
};

const textFaults = (place: Place, value: string): readonly Fault[] => {
  const format = customFacts(place.node) ? undefined : place.node.format;
  const wanted = wrongFormat(format, value);
  return [
    ...enumFault(place, value),
    ...(wanted === undefined ? [] : [faultAt(place, 'FieldValue', `is not ${wanted}`)]),
  ];
};

const isOutOfRange = ({ format, intOrString }: SchemaNode, value: number): boolean =>
  (format === 'int32' || intOrString) && (value > maxInt32 || value < -maxInt32 - 1);

/** What is wrong with a value of the right type, itself: its format, its range, whether it is one of those listed. */
export const valueFaults = (place: Place, value: Json): readonly Fault[] => {
  const limits = brokenLimits(place.node, value).map((what) => faultAt(place, 'FieldValue', what));
  if (typeof value === 'string') return [...textFaults(place, value), ...limits];
  if (typeof value === 'number' && isOutOfRange(place.node, value)) {
    return [faultAt(place, 'FieldValue', 'does not fit into 32 bits'), ...limits];
  }
  return limits;
};
