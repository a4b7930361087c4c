import { describe, expect, it } from 'vitest';
import { decide, type Knowledge, type Situation } from '../../../../src/cluster/apply/decide.ts';
import type { Ownership } from '../../../../src/cluster/apply/ownership.ts';

const known = { uid: 'u', digest: 'd', ownedHash: 'h' };
const base: Situation = {
  digest: 'd',
  knowledge: { seen: 'unlabelled' },
  known: undefined,
  adoption: 'IfUnowned',
  reconcile: 'enabled',
  heals: true,
  completed: false,
  siblingClaims: false,
  givenAway: false,
};
const seen = (ownership: Ownership, fields: { uid?: string; ownedHash?: string } = {}): Knowledge => ({
  seen: 'live',
  uid: 'u',
  resourceVersion: '7',
  ownedHash: 'h',
  ...fields,
  ownership,
});
const us: Ownership = { by: 'us' };
const nobody: Ownership = { by: 'nobody' };
const sibling: Ownership = { by: 'sibling', parent: 'applyset-a' };
const helm: Ownership = { by: 'other', owner: 'the Helm release n/r', tool: 'Helm' };
const controller: Ownership = { by: 'controller', owner: 'ReplicaSet r' };

const adopted = { do: 'adopt', uid: 'u', resourceVersion: '7', former: undefined };
const applied = { do: 'apply', uid: 'u' };
const drifted = { do: 'skip', why: 'drifted' };

/** Every row: what differs from the base, and what is to be done. */
const table: readonly (readonly [string, Partial<Situation>, object])[] = [
  ['nobody looked: an apply that cannot hit an existing object', {}, { do: 'create' }],
  ['missing, and given to another now', { givenAway: true }, { do: 'skip', why: 'sibling' }],
  [
    'ours still, and given to another now',
    { knowledge: seen(us), givenAway: true },
    { do: 'skip', why: 'sibling' },
  ],
  ['looked, and missing', { knowledge: { seen: 'missing' } }, { do: 'create' }],
  ['ours once, missing now', { knowledge: { seen: 'missing' }, known }, { do: 'create' }],
  ['missing, and reconcile: disabled', { reconcile: 'disabled' }, { do: 'create' }],
  ['missing under adoption: Never', { adoption: 'Never' }, { do: 'create' }],
  ['drifted, and not to be healed: gone', { knowledge: { seen: 'missing' }, known, heals: false }, drifted],
  ['drifted, and not to be healed: unlabelled', { known, heals: false }, drifted],
  ['not to be healed, and never applied', { heals: false }, { do: 'create' }],
  ['not to be healed, and wanted otherwise', { known, heals: false, digest: 'new' }, { do: 'create' }],
  ['a Job that ran and went', { completed: true }, { do: 'skip', why: 'completed' }],
  ['labelled, and not clearly anybody’s', { knowledge: { seen: 'unclear' } }, { do: 'look' }],

  ['ours and the same', { knowledge: seen(us), known }, { do: 'skip', why: 'same' }],
  ['ours, another digest wanted', { knowledge: seen(us), known, digest: 'new' }, applied],
  ['ours, a field of ours changed', { knowledge: seen(us, { ownedHash: 'x' }), known }, applied],
  [
    'ours, changed, and not to be healed',
    { knowledge: seen(us, { ownedHash: 'x' }), known, heals: false },
    drifted,
  ],
  [
    'ours, our entry wiped, and not to be healed',
    { knowledge: seen(us, { ownedHash: '' }), known, heals: false },
    drifted,
  ],
  [
    'recreated by somebody, and not to be healed',
    { knowledge: seen(nobody, { uid: 'v' }), known, heals: false },
    drifted,
  ],
  [
    'ours, changed, not to be healed, and another digest wanted',
    { knowledge: seen(us, { ownedHash: 'x' }), known, heals: false, digest: 'new' },
    applied,
  ],
  ['a sibling’s, and not to be healed', { knowledge: seen(sibling), known, heals: false }, applied],
  ['ours, nothing remembered', { knowledge: seen(us) }, applied],
  [
    'ours, recreated under another uid',
    { knowledge: seen(us, { uid: 'v' }), known },
    { do: 'apply', uid: 'v' },
  ],
  ['ours, our entry wiped', { knowledge: seen(us, { ownedHash: '' }), known }, adopted],
  [
    'ours, and reconcile: disabled',
    { knowledge: seen(us), known, digest: 'new', reconcile: 'disabled' },
    { do: 'skip', why: 'disabled' },
  ],
  ['ours, under adoption: Never', { knowledge: seen(us), adoption: 'Never' }, applied],
  [
    'a Job of ours that stands there still',
    { knowledge: seen(us), known, completed: true, digest: 'e' },
    applied,
  ],

  ['moved here from another Subscription', { knowledge: seen(sibling) }, applied],
  ['moved, under adoption: Never', { knowledge: seen(sibling), adoption: 'Never' }, applied],
  [
    'held by a Subscription that declares it',
    { knowledge: seen(sibling), siblingClaims: true },
    { do: 'skip', why: 'sibling' },
  ],

  ['unowned', { knowledge: seen(nobody) }, adopted],
  ['unowned, under adoption: Always', { knowledge: seen(nobody), adoption: 'Always' }, adopted],
  [
    'unowned, under adoption: Never',
    { knowledge: seen(nobody), adoption: 'Never' },
    { do: 'refuse', owner: 'nobody', why: 'adoption' },
  ],
  [
    'unowned, and reconcile: disabled',
    { knowledge: seen(nobody), reconcile: 'disabled' },
    { do: 'skip', why: 'disabled' },
  ],

  [
    "another tool's",
    { knowledge: seen(helm) },
    { do: 'refuse', owner: 'the Helm release n/r', why: 'owned' },
  ],
  [
    "another tool's, under adoption: Never",
    { knowledge: seen(helm), adoption: 'Never' },
    { do: 'refuse', owner: 'the Helm release n/r', why: 'owned' },
  ],
  [
    "another tool's, under adoption: Always",
    { knowledge: seen(helm), adoption: 'Always' },
    { ...adopted, former: 'Helm' },
  ],
  [
    "a controller's, whatever is said",
    { knowledge: seen(controller), adoption: 'Always' },
    { do: 'refuse', owner: 'ReplicaSet r', why: 'controlled' },
  ],
];

describe('decide', () => {
  it.each(table)('%s', (_, situation, expected) => {
    expect(decide({ ...base, ...situation })).toEqual(expected);
  });

  it('never writes with force onto what is not bound to a uid', () => {
    const writes = table.map(([, situation]) => decide({ ...base, ...situation }));

    for (const operation of writes)
      if (operation.do === 'apply' || operation.do === 'adopt') expect(operation.uid).not.toBe('');
  });
});
