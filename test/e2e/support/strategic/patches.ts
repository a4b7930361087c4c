import type { Json, JsonObject } from '../../../../src/model/json.ts';
import { type Base, schemaOf } from './bases.ts';
import { type Chance, chanceOf } from './chance.ts';
import { ephemeralContainers } from './kinds.ts';
import { mapPatch } from './patch-map.ts';
import { toleration } from './pod-spec.ts';
import { spoiled } from './spoil.ts';

const podChanges = (spec: JsonObject, chance: Chance): JsonObject => ({
  ...spec,
  containers: (spec.containers as readonly JsonObject[]).map((item) => ({
    ...item,
    image: chance.percent(50) ? `${item.name}:${chance.below(4)}` : item.image!,
  })),
  tolerations: [
    ...((spec.tolerations ?? []) as readonly Json[]),
    ...(chance.percent(50) ? [toleration(chance, 'later')] : []),
  ],
});

const podPatch = ({ kind }: Base, live: JsonObject, donor: JsonObject, chance: Chance): JsonObject => {
  const root = schemaOf(kind);
  const spec = live.spec as JsonObject;
  const { spec: _spec, ...rest } = donor;
  const around = mapPatch(live, rest, { chance, node: root, frozen: false, depth: 0 });
  const inside = { chance, node: root.field('spec')!, frozen: true, depth: 1 };
  return {
    ...around,
    ...(chance.percent(85) && { spec: mapPatch(spec, podChanges(spec, chance), inside) }),
  };
};

/** Those that stand there must stay as they are. */
const moreContainers = (spec: JsonObject, chance: Chance): readonly Json[] => {
  const before = (spec.ephemeralContainers ?? []) as readonly JsonObject[];
  const names = new Set(before.map(({ name }) => name));
  const drawn = ephemeralContainers(chance).filter(({ name }) => !names.has(name!));
  return chance.shuffled([...before, ...drawn]);
};

const throughDoor = ({ kind, door }: Base, live: JsonObject, chance: Chance): JsonObject => {
  const member = door === '/status' ? 'status' : 'spec';
  const before = (live[member] ?? {}) as JsonObject;
  const spec = live.spec as JsonObject;
  const donor =
    door === '/status' ? kind.status!(chance, spec) : { ephemeralContainers: moreContainers(spec, chance) };
  const walk = { chance, node: schemaOf(kind).field(member)!, frozen: false, depth: 1 };
  return { [member]: mapPatch(before, donor, walk) };
};

/** A patch of an object as the API server has it; the same for one seed and one object. */
export const randomPatch = (seed: number, base: Base, live: JsonObject): JsonObject => {
  const chance = chanceOf(seed);
  const { kind, door } = base;
  const drawn = (): JsonObject => {
    if (door !== '') return throughDoor(base, live, chance);
    const donor = kind.object(chance);
    if (kind.kind === 'Pod' && chance.percent(90)) return podPatch(base, live, donor, chance);
    return mapPatch(live, donor, { chance, node: schemaOf(kind), frozen: false, depth: 0 });
  };
  const patch = drawn();
  return chance.percent(10) ? spoiled(patch, chance) : patch;
};
