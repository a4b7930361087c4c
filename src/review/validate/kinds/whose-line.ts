import type { DesiredObject } from '../../../model/desired.ts';
import type { Source } from '../../../model/source.ts';
import { pointerTokens } from '../../../patch/pointer.ts';
import type { FeedResource, Fleet, ManagedCluster } from '../../../repository/fleet.ts';
import { winnerOf } from '../../explain/explain-field.ts';
import { explainObject } from '../../explain/explain-object.ts';
import type { FieldEntry, FieldNode } from '../../explain/field-node.ts';
import type { Fault } from './fault.ts';
import { sourceOf } from './patch-positions.ts';
import type { RenderedFault } from './rendered-faults.ts';

/** The field of an explained object, or the nearest above it that is there. */
const nodeAt = (root: FieldNode, pointer: string): FieldNode => {
  let node = root;
  for (const token of pointerTokens(pointer, '')) {
    const next = node.shape === 'list' ? node.items[Number(token)] : node.members.get(token);
    if (next === undefined) break;
    node = next;
  }
  return node;
};

/** Who wrote a field last; of one that is missing, who took it away, or else who wrote what lacks it. */
const entryOf = (
  root: FieldNode,
  { pointer, missing }: Pick<Fault, 'pointer' | 'missing'>,
): FieldEntry | undefined => {
  const node = nodeAt(root, pointer);
  const gone = missing === undefined ? undefined : node.goneMembers.get(missing);
  return (gone && winnerOf(gone)) ?? winnerOf(node);
};

const writtenLast = (root: FieldNode, fault: Fault): FieldEntry | undefined => {
  const first = entryOf(root, fault);
  const second = fault.against === undefined ? undefined : entryOf(root, { pointer: fault.against });
  const isLater = first && second && second.touch.order > first.touch.order;
  return isLater ? second : (first ?? second);
};

const lineOf = (
  { touch, path }: FieldEntry,
  { document }: FeedResource,
  fault: Fault,
): Source | undefined => {
  if (touch.writer.stage === 'feed') {
    return sourceOf({ ...fault, pointer: path }, document.positions);
  }
  const isWithin = touch.sourceOf !== undefined && path !== touch.path;
  return isWithin ? touch.sourceOf?.(path.slice(touch.path.length)) : touch.source;
};

/**
 * The lines that faults of rendered objects are due to: a layer's where a layer brought one in. Only
 * objects with a fault are explained.
 */
export class Lines {
  readonly #fleet: Fleet;
  /** The faults of one object follow one another. */
  #last:
    | { readonly desired: DesiredObject; readonly cluster: ManagedCluster; readonly root: FieldNode }
    | undefined;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  #rootOf({ desired, resource, subscription, cluster }: RenderedFault): FieldNode {
    if (this.#last?.desired === desired && this.#last.cluster === cluster) return this.#last.root;
    const { root } = explainObject({ fleet: this.#fleet, cluster, subscription, resource });
    this.#last = { desired, cluster, root };
    return root;
  }

  of(rendered: RenderedFault): Source {
    const { fault, resource } = rendered;
    const entry = writtenLast(this.#rootOf(rendered), fault);
    return (entry && lineOf(entry, resource, fault)) ?? resource.document.source;
  }
}
