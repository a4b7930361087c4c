import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { isMergeKey } from './expansion.ts';
import { keyText, resolvePlain } from './scalar.ts';

/** Where one value of a document stands, and where its members do. */
export interface PositionNode {
  readonly offset: number;
  /** By JSON key, or by index. An alias shares the members of the value that it names. */
  readonly members: ReadonlyMap<string, PositionNode>;
  readonly kind: 'scalar' | 'sequence' | 'mapping';
  /** Where the key stands under which a mapping has it. */
  readonly keyOffset?: number;
  /** The scalar as it is written, without quotes and block marks. */
  readonly scalar?: ScalarEvent;
}

/** A key that kubectl reads otherwise than YAML says: written before a `<<` that sets it too. */
export interface MergeClash {
  readonly key: string;
  readonly offset: number;
}

export interface PositionTrees {
  readonly documents: readonly PositionNode[];
  readonly mergeClashes: readonly MergeClash[];
}

const keyOf = (event: ScalarEvent, text: string): string => {
  const value = getScalarValue(text, event);
  if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0) return value;
  return keyText(resolvePlain(value).value) ?? value;
};

const blockHeader = /[|>][-+1-9]{0,2}[ \t]*(?:[ \t]#.*)?$/;

/** Where a scalar begins: at its quote, at the mark of a block (`|`), else at its text; -1 where nothing is written. */
const scalarStart = (event: ScalarEvent, text: string): number => {
  switch (event.style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return event.valueStart - 1;
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK: {
      const lineEnd = text[event.valueStart - 2] === '\r' ? event.valueStart - 2 : event.valueStart - 1;
      const lineStart =
        Math.max(text.lastIndexOf('\n', lineEnd - 1), text.lastIndexOf('\r', lineEnd - 1)) + 1;
      const header = blockHeader.exec(text.slice(lineStart, lineEnd));
      return header ? lineStart + header.index : event.valueStart;
    }
    default:
      return event.valueStart >= 0 ? event.valueStart : Math.max(event.tagStart, event.anchorStart - 1, -1);
  }
};

/** Events in, trees out; one instance walks one text. */
const reader = (events: readonly Event[], text: string) => {
  let index = 0;
  let anchors = new Map<string, PositionNode>();
  const mergeClashes: MergeClash[] = [];

  const remember = (event: Event, node: PositionNode): PositionNode => {
    if ('anchorStart' in event && event.anchorStart >= 0) {
      anchors.set(text.slice(event.anchorStart, event.anchorEnd), node);
    }
    return node;
  };

  const sequence = (offset: number): PositionNode => {
    const members = new Map<string, PositionNode>();
    while (events[index]!.type !== EVENT_ID.POP) members.set(String(members.size), node(offset));
    index++;
    return { offset, members, kind: 'sequence' };
  };

  const merge = (into: Map<string, PositionNode>, source: PositionNode, seen: ReadonlySet<string>): void => {
    const sources = source.kind === 'sequence' ? [...source.members.values()] : [source];
    for (const from of sources) {
      for (const [key, member] of from.members) {
        if (!into.has(key)) into.set(key, member);
        else if (seen.has(key)) mergeClashes.push({ key, offset: into.get(key)!.offset });
      }
    }
  };

  const mapping = (offset: number): PositionNode => {
    const members = new Map<string, PositionNode>();
    const written = new Set<string>();
    while (events[index]!.type !== EVENT_ID.POP) {
      const event = events[index]!;
      const isMerge = isMergeKey(event, text);
      const keyNode = node(offset);
      const value = node(keyNode.offset);
      if (isMerge) {
        merge(members, value, written);
        continue;
      }
      const key = event.type === EVENT_ID.SCALAR ? keyOf(event, text) : `*${keyNode.offset}`;
      written.add(key);
      members.set(key, { ...value, keyOffset: keyNode.offset });
    }
    index++;
    return { offset, members, kind: 'mapping' };
  };

  const none: ReadonlyMap<string, PositionNode> = new Map();
  /** A value of which nothing is written (`key:`) stands where its parent or its key does. */
  const node = (unwritten: number): PositionNode => {
    const event = events[index++]!;
    switch (event.type) {
      case EVENT_ID.SCALAR: {
        const start = scalarStart(event, text);
        const offset = start < 0 ? unwritten : start;
        return remember(event, { offset, members: none, kind: 'scalar', scalar: event });
      }
      case EVENT_ID.SEQUENCE:
        return remember(event, sequence(event.start));
      case EVENT_ID.MAPPING:
        return remember(event, mapping(event.start));
      case EVENT_ID.ALIAS: {
        const named = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
        const offset = event.anchorStart - 1;
        return named ? { ...named, offset } : { offset, members: none, kind: 'scalar' };
      }
      default:
        throw new Error('a YAML node begins with no such event');
    }
  };

  const documents: PositionNode[] = [];
  while (index < events.length) {
    index++; // the document's own event
    anchors = new Map();
    documents.push(node(0));
    index++; // its end
  }
  return { documents, mergeClashes };
};

/** The position of every value of every document of a text that was constructed without an error. */
export const positionTrees = (events: readonly Event[], text: string): PositionTrees => reader(events, text);
