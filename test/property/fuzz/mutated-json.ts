import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject, pointerToken } from '../../../src/model/json.ts';

const oddKeys = [
  ...[
    '$patch',
    '$retainKeys',
    '$setElementOrder/containers',
    '$deleteFromPrimitiveList/finalizers',
    '$setElementOrder/',
  ],
  ...[
    '__proto__',
    'constructor',
    '',
    'a/b',
    'a~b',
    'name',
    'containers',
    'metadata',
    'spec',
    '0',
    '-',
    '\ud83d',
  ],
] as const;
const oddValues: readonly Json[] = [
  ...[
    null,
    true,
    0,
    -0,
    1e308,
    'delete',
    'replace',
    'merge',
    '',
    '\u0000',
    [],
    {},
    [[]],
    [null],
    [1, 'a', {}],
  ],
  ...[
    { $patch: 'delete' },
    { $patch: 'replace' },
    { $patch: 7 },
    [{ $patch: 'replace' }],
    [{ name: 'a' }, { name: 'a' }],
  ],
  ...[
    [{ name: null }],
    [{ name: [] }],
    { $retainKeys: 'a' },
    { $retainKeys: [{}] },
    '$'.concat('{{ cluster.name }}'),
  ],
];
const odd = fc.constantFrom<Json>(...oddValues);

interface Change {
  readonly seed: number;
  readonly key: string;
  readonly value: Json;
  readonly how: 'set' | 'drop' | 'put' | 'repeat';
}

/** The same value with one part of it changed: which one, the seed says at every step down. */
const changed = (value: Json, change: Change, depth = 0): Json => {
  const { seed, key, how } = change;
  const size = typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
  if (size === 0 || (seed >> (depth % 24)) % 3 === 0) return placed(value, change);
  const index = (seed + depth * 7) % size;
  if (Array.isArray(value)) {
    if (how === 'repeat') return value.toSpliced(index, 0, value[index]!);
    return value.with(index, changed(value[index]!, change, depth + 1));
  }
  const members = Object.entries(value as JsonObject);
  const [name, member] = members[index]!;
  if (how === 'drop') return Object.fromEntries(members.filter(([other]) => other !== name));
  if (how === 'set') return Object.fromEntries([...members, [key, change.value]]);
  return Object.fromEntries(
    members.map((pair) => (pair[0] === name ? [name, changed(member, change, depth + 1)] : pair)),
  );
};

const placed = (value: Json, { how, key, value: given }: Change): Json =>
  how === 'set' && isJsonObject(value) ? Object.fromEntries([...Object.entries(value), [key, given]]) : given;

const change: fc.Arbitrary<Change> = fc.record({
  seed: fc.nat(),
  key: fc.constantFrom(...oddKeys),
  value: odd,
  how: fc.constantFrom('set', 'drop', 'put', 'put', 'repeat'),
});

/** One of these values with some parts of it changed. */
export const mutatedJson = (values: readonly JsonObject[]): fc.Arbitrary<Json> =>
  fc
    .tuple(fc.constantFrom(...values), fc.array(change, { minLength: 1, maxLength: 5 }))
    .map(([value, changes]) => changes.reduce<Json>((now, one) => changed(now, one), value));

const pointersIn = (value: Json, at = '', depth = 0): readonly string[] => {
  if (typeof value !== 'object' || value === null || depth > 5) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([key, item]) =>
      pointersIn(item as Json, `${at}/${pointerToken(key)}`, depth + 1),
    ),
  ];
};

const tokens = [
  '-',
  '0',
  '00',
  '1e0',
  '-1',
  '99999999999',
  '~',
  '~2',
  '~0',
  '~1',
  '',
  '__proto__',
  'constructor',
  'length',
];

/** A JSON Pointer into the value, or nearly. */
const pointer = (value: Json): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...pointersIn(value)) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom(...pointersIn(value)), fc.constantFrom(...tokens))
        .map(([start, token]) => `${start}/${token}`),
    },
    { weight: 1, arbitrary: fc.constantFrom<Json>('a', '//', '/'.repeat(200), 7, null, ['/a'], {}) },
  );

/** A list of operations on a value, or nearly. */
export const mutatedOperations = (value: Json): fc.Arbitrary<Json> => {
  const operation = fc.record(
    {
      op: fc.constantFrom<Json>(
        'add',
        'remove',
        'replace',
        'move',
        'copy',
        'test',
        'add',
        'replace',
        'merge',
        null,
        7,
      ),
      path: pointer(value),
      from: pointer(value),
      value: odd,
    },
    { requiredKeys: ['op', 'path'] },
  ) as fc.Arbitrary<JsonObject>;
  const list = fc.array(operation, { maxLength: 6 });
  return fc.oneof({ weight: 30, arbitrary: list }, { weight: 1, arbitrary: odd });
};
