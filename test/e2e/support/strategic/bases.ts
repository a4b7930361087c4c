import type { JsonObject } from '../../../../src/model/json.ts';
import { gvkOf, type KubeObject } from '../../../../src/model/resource.ts';
import { kindSchema, type SchemaNode } from '../../../../src/schema/schema.ts';
import { type Chance, chanceOf } from './chance.ts';
import { ephemeralContainers, type StrategicKind, strategicKinds } from './kinds.ts';

/** What a request is sent to: the object, or one of its subresources. */
export type Door = '' | '/status' | '/ephemeralcontainers';

/** An object that a case is about. */
export interface Base {
  readonly kind: Pick<StrategicKind, 'apiVersion' | 'kind' | 'path' | 'object' | 'status'>;
  readonly door: Door;
  /** As it is created. */
  readonly object: JsonObject;
  /** Merged into it through the door after that. */
  readonly later?: JsonObject;
}

export const schemaOf = (kind: Pick<StrategicKind, 'apiVersion' | 'kind'>): SchemaNode =>
  kindSchema(gvkOf(kind as never as KubeObject))!.root;

const kindOf = (chance: Chance): StrategicKind => {
  let rest = chance.below(100);
  for (const kind of strategicKinds) {
    if (rest < kind.share) return kind;
    rest -= kind.share;
  }
  return strategicKinds[0]!;
};

const doorOf = (kind: StrategicKind, chance: Chance): Door => {
  if (kind.kind === 'Pod' && chance.percent(33)) return '/ephemeralcontainers';
  return kind.status && chance.percent(kind.kind === 'Pod' ? 60 : 10) ? '/status' : '';
};

/** One object to be created; the same for one seed. */
export const randomBase = (seed: number): Base => {
  const chance = chanceOf(seed);
  const kind = kindOf(chance);
  const door = doorOf(kind, chance);
  const object = kind.object(chance);
  switch (door) {
    case '':
      return { kind, door, object };
    case '/status':
      return { kind, door, object, later: { status: kind.status!(chance, object.spec as JsonObject) } };
    case '/ephemeralcontainers':
      return { kind, door, object, later: { spec: { ephemeralContainers: ephemeralContainers(chance) } } };
    default: {
      const never: never = door;
      throw new Error(`unhandled door ${never}`);
    }
  }
};
