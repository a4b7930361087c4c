interface FieldRule {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const rules: readonly FieldRule[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: months },
  { min: 0, max: 6, names: days },
];
const descriptors = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
]);

const readNumber = (text: string, rule: FieldRule): number | string => {
  const named = rule.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + rule.min;
  if (!/^[+-]?\d+$/.test(text)) {
    return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
  }
  const value = Number(text);
  return value < 0 ? `negative number (${value}) not allowed: ${text}` : value;
};

const rangeFault = (part: string, rule: FieldRule): string | undefined => {
  const [span, step, ...more] = part.split('/');
  if (more.length > 0) return `too many slashes: ${part}`;
  const [low, high, ...rest] = span!.split('-');
  if (rest.length > 0) return `too many hyphens: ${part}`;
  const star = low === '*' || low === '?';
  const start = star ? rule.min : readNumber(low!, rule);
  if (typeof start === 'string') return start;
  const single = star || high === undefined;
  let end = star ? rule.max : single ? start : readNumber(high, rule);
  if (typeof end === 'string') return end;
  if (step !== undefined) {
    const width = readNumber(step, { min: 0, max: 0 });
    if (typeof width === 'string') return width;
    if (width === 0) return `step of range should be a positive number: ${part}`;
    if (high === undefined && !star) end = rule.max;
  }
  if (start < rule.min) return `beginning of range (${start}) below minimum (${rule.min}): ${part}`;
  if (end > rule.max) return `end of range (${end}) above maximum (${rule.max}): ${part}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${part}`;
  return undefined;
};

const fieldFault = (field: string, rule: FieldRule): string | undefined =>
  field
    .split(',')
    .filter((part) => part !== '')
    .map((part) => rangeFault(part, rule))
    .find((fault) => fault !== undefined);

/** What is wrong with a cron schedule, in the words of the library that Kubernetes parses it with. */
export const scheduleFault = (schedule: string): string | undefined => {
  if (schedule.startsWith('@')) {
    return descriptors.has(schedule) || schedule.startsWith('@every ')
      ? undefined
      : `unrecognized descriptor: ${schedule}`;
  }
  const fields = schedule.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== 5) {
    return `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  }
  return fields.map((field, index) => fieldFault(field, rules[index]!)).find((fault) => fault !== undefined);
};
