import { jsonEqual } from '../../patch/members.ts';
import { renderObject, startOf } from '../../render/render-object.ts';
import type { FeedResource, Fleet, Layer, ManagedCluster } from '../../repository/fleet.ts';
import { childrenOf } from '../explain/explain-field.ts';
import { schemaOf } from '../explain/explain-object.ts';
import type { FieldEntry, FieldNode } from '../explain/field-node.ts';
import { lineageOf } from '../explain/lineage.ts';
import type { Writer, WrittenTouch } from '../explain/written-touch.ts';
import { isTied } from './tied-layers.ts';

/** Two layers that write one field to different values, and only their paths say which one wins. */
export interface Rivalry {
  readonly loser: FieldEntry;
  readonly loserLayer: Layer;
  readonly winner: FieldEntry;
  readonly winnerLayer: Layer;
}

export interface TiedWrites {
  readonly rivalries: readonly Rivalry[];
  /** Whether two of them write one field to the same value. */
  readonly agree: boolean;
}

export interface RivalOptions {
  readonly fleet: Fleet;
  readonly cluster: ManagedCluster;
  readonly resource: FeedResource;
  /** Those that reach the resource, in order. */
  readonly layers: readonly Layer[];
}

type Writers = ReadonlyMap<Writer, Layer>;

/** The object's fields with their histories, by the very call that renders it. */
const historyOf = (options: RivalOptions, writers: ReadonlyMap<Layer, Writer>): FieldNode => {
  const { resource } = options;
  const touches: WrittenTouch[] = [];
  const first: WrittenTouch = {
    order: 0,
    path: '',
    after: startOf(options),
    writer: { stage: 'feed', number: 1, name: resource.feed },
    source: resource.document.source,
  };
  renderObject({
    ...options,
    record: (touch, layer) =>
      touches.push({ ...touch, order: touches.length + 1, writer: writers.get(layer)! }),
  });
  const lineage = lineageOf(first, schemaOf(resource.object));
  lineage.apply(touches);
  return lineage.root;
};

/** What a layer leaves at a field counts, not its steps on the way. */
const lastOfEach = (entries: readonly FieldEntry[]): readonly FieldEntry[] =>
  entries.filter(({ touch }, index) => entries[index + 1]?.touch.writer !== touch.writer);

const isSame = ({ after: a }: FieldEntry, { after: b }: FieldEntry): boolean =>
  a === undefined || b === undefined ? a === b : jsonEqual(a, b);

/** Two tied layers, one after the other, at one field: at odds or not. */
const pairsAt = ({ entries }: FieldNode, layers: Writers): readonly Rivalry[] =>
  lastOfEach(entries).flatMap((winner, index, last) => {
    const loser = last[index - 1];
    const winnerLayer = layers.get(winner.touch.writer);
    const loserLayer = loser && layers.get(loser.touch.writer);
    const tied = loserLayer && winnerLayer && isTied(loserLayer, winnerLayer);
    return tied ? [{ loser, loserLayer, winner, winnerLayer }] : [];
  });

const keyOf = ({ loser, winner }: Rivalry): string => `${loser.touch.order} ${winner.touch.order}`;

/** Outermost fields first; what two touches say of the parts of a field is said with the field. */
const visit = (node: FieldNode, layers: Writers, told: ReadonlySet<string>): TiedWrites => {
  const pairs = pairsAt(node, layers).filter((pair) => !told.has(keyOf(pair)));
  const rivalries = pairs.filter(({ loser, winner }) => !isSame(loser, winner));
  const known = rivalries.length === 0 ? told : new Set([...told, ...rivalries.map(keyOf)]);
  const parts = childrenOf(node).map((child) => visit(child, layers, known));
  return {
    rivalries: [...rivalries, ...parts.flatMap((part) => part.rivalries)],
    agree: pairs.length > rivalries.length || parts.some((part) => part.agree),
  };
};

/** Every field of one object on one cluster that two tied layers write. */
export const tiedWrites = (options: RivalOptions): TiedWrites => {
  const writers = options.layers.map((layer, index): [Layer, Writer] => [
    layer,
    { stage: layer.stage, number: index + 2, name: layer.name },
  ]);
  const root = historyOf(options, new Map(writers));
  return visit(root, new Map(writers.map(([layer, writer]) => [writer, layer])), new Set());
};
