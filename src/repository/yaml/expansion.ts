import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml';
import { yamlLimits } from './limits.ts';

/** What a node weighs once its aliases are written out. */
interface Weight {
  readonly nodes: number;
  readonly length: number;
  readonly depth: number;
}
interface Frame {
  readonly anchor: string | undefined;
  nodes: number;
  length: number;
  depth: number;
}

export interface ExpansionProblem {
  readonly offset: number;
  readonly message: string;
}

const anchorOf = (event: Event, text: string): string | undefined =>
  'anchorStart' in event && event.anchorStart >= 0
    ? text.slice(event.anchorStart, event.anchorEnd)
    : undefined;

const overLimit = (weight: Weight, depth: number): string | undefined => {
  if (weight.nodes > yamlLimits.maxNodes) {
    return `the document has more than ${yamlLimits.maxNodes} values once its aliases are written out`;
  }
  if (weight.length > yamlLimits.maxExpandedLength) {
    return 'the document is larger than 16 Mi characters once its aliases are written out';
  }
  if (depth > yamlLimits.maxDepth) {
    return `the document nests deeper than ${yamlLimits.maxDepth} levels once its aliases are written out`;
  }
  return undefined;
};

/**
 * Weighs documents with every alias written out, without writing one out: js-yaml takes a billion laughs in
 * milliseconds as a shared graph, and the first walk over that graph would never end.
 */
export const findExpansionProblem = (
  events: readonly Event[],
  text: string,
): ExpansionProblem | undefined => {
  let anchors = new Map<string, Weight | 'open'>();
  const stack: Frame[] = [];
  const add = (weight: Weight, offset: number): ExpansionProblem | undefined => {
    const frame = stack.at(-1);
    if (!frame) return undefined;
    frame.nodes += weight.nodes;
    frame.length += weight.length;
    frame.depth = Math.max(frame.depth, weight.depth + 1);
    const message = overLimit(frame, stack.length - 1 + weight.depth);
    return message === undefined ? undefined : { offset, message };
  };
  for (const event of events) {
    let problem: ExpansionProblem | undefined;
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        anchors = new Map();
        stack.push({ anchor: undefined, nodes: 0, length: 0, depth: 0 });
        break;
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        const anchor = anchorOf(event, text);
        if (anchor !== undefined) anchors.set(anchor, 'open');
        stack.push({ anchor, nodes: 1, length: 0, depth: 0 });
        break;
      }
      case EVENT_ID.SCALAR: {
        const weight = { nodes: 1, length: event.valueEnd - event.valueStart, depth: 0 };
        const anchor = anchorOf(event, text);
        if (anchor !== undefined) anchors.set(anchor, weight);
        problem = add(weight, Math.max(0, event.valueStart));
        break;
      }
      case EVENT_ID.ALIAS: {
        const weight = anchors.get(anchorOf(event, text) ?? '');
        if (weight === 'open') {
          return { offset: event.anchorStart - 1, message: 'an alias stands inside the value that it names' };
        }
        // an unknown name is the constructor's to report
        if (weight) problem = add(weight, event.anchorStart - 1);
        break;
      }
      case EVENT_ID.POP: {
        const frame = stack.pop()!;
        if (frame.anchor !== undefined) anchors.set(frame.anchor, { ...frame });
        problem = add(frame, 0);
        break;
      }
    }
    if (problem) return problem;
  }
  return undefined;
};

/** Whether a mapping key is the merge key `<<`: plain, or tagged so. */
export const isMergeKey = (event: Event, text: string): boolean =>
  event.type === EVENT_ID.SCALAR &&
  event.style === SCALAR_STYLE.PLAIN &&
  event.tagStart < 0 &&
  text.slice(event.valueStart, event.valueEnd) === '<<';
