import {
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
} from 'js-yaml';
import type { Diagnostic, DiagnosticCode } from '../../model/diagnostic.ts';
import type { Json } from '../../model/json.ts';
import type { Source, SourceMap } from '../../model/source.ts';
import { characterOffset } from './character-offset.ts';
import { findExpansionProblem } from './expansion.ts';
import { yamlLimits } from './limits.ts';
import { type Lines, linesOf } from './lines.ts';
import { type PositionNode, positionTrees } from './position-tree.ts';
import { resolvePlain, UnsupportedScalar } from './scalar.ts';
import { keyMessages, kubernetesSchema } from './schema.ts';

/** One document of a text. */
export interface ParsedDocument {
  /** Frozen, through and through. */
  readonly value: Json;
  readonly source: Source;
  /** Built when it is first asked. */
  readonly positions: SourceMap;
}

export interface ParsedText {
  /** Empty documents are left out. None where there is an error. */
  readonly documents: readonly ParsedDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly offset: number;
}

const freeze = (value: unknown): Json => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value as Json;
};

const codeOf = (reason: string): DiagnosticCode => {
  if (reason === 'duplicated mapping key') return 'YamlDuplicateKey';
  if (reason === keyMessages.null || reason === keyMessages.complex) return 'YamlUnsupportedValue';
  if (/exceeded max|abnormal merge sequence/.test(reason)) return 'YamlLimit';
  return 'YamlSyntax';
};

/** js-yaml does not say which scalar a resolver threw for; there is at most one look at each. */
const unsupportedScalar = (events: readonly Event[], text: string): Problem | undefined => {
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR) continue;
    if (event.style !== SCALAR_STYLE.PLAIN && event.tagStart < 0) continue;
    try {
      resolvePlain(getScalarValue(text, event));
    } catch (error) {
      if (!(error instanceof UnsupportedScalar)) throw error;
      return { code: 'YamlUnsupportedValue', message: error.message, offset: event.valueStart };
    }
  }
  return undefined;
};

const problemOf = (error: unknown, events: readonly Event[], text: string): Problem => {
  if (error instanceof YAMLException) {
    return { code: codeOf(error.reason), message: error.reason, offset: error.mark?.position ?? 0 };
  }
  const scalar = error instanceof UnsupportedScalar ? unsupportedScalar(events, text) : undefined;
  // js-yaml's safety page: what is not a YAMLException may still be the text's fault
  return scalar ?? { code: 'YamlSyntax', message: 'the text cannot be read as YAML', offset: 0 };
};

const mergeProblem = (events: readonly Event[], text: string): Problem | undefined => {
  if (!text.includes('<<')) return undefined;
  const clash = positionTrees(events, text).mergeClashes[0];
  if (!clash) return undefined;
  return {
    code: 'YamlDuplicateKey',
    message: `the key ${JSON.stringify(clash.key)} is also set by a "<<" further down, and readers differ on which wins: put "<<" first`,
    offset: clash.offset,
  };
};

const halfCharacter = /\\[uU](?:0{4})?[dD][89a-fA-F]/;

/** JSON may escape half of a character; UTF-8 carries none, so it would become another one on its way. */
const brokenText = (events: readonly Event[], text: string): Problem | undefined => {
  if (!halfCharacter.test(text)) return undefined;
  for (const event of events) {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.DOUBLE_QUOTED) continue;
    if (getScalarValue(text, event).isWellFormed()) continue;
    const message = 'a text holds half of a character (a surrogate without its other half)';
    return { code: 'YamlUnsupportedValue', message, offset: event.valueStart - 1 };
  }
  return undefined;
};

const construct = (
  text: string,
): { readonly events: Event[]; readonly values: readonly unknown[] } | Problem => {
  if (text.length > yamlLimits.maxTextLength) {
    return { code: 'YamlLimit', message: 'the file is larger than 4 Mi characters', offset: 0 };
  }
  let events: Event[] = [];
  try {
    events = parseEvents(text, { maxDepth: yamlLimits.maxDepth });
    const expansion = findExpansionProblem(events, text);
    if (expansion) return { code: 'YamlLimit', ...expansion };
    const values = constructFromEvents(events, {
      source: text,
      schema: kubernetesSchema,
      maxAliases: yamlLimits.maxAliases,
      maxTotalMergeKeys: yamlLimits.maxMergeKeys,
    });
    return mergeProblem(events, text) ?? brokenText(events, text) ?? { events, values };
  } catch (error) {
    return problemOf(error, events, text);
  }
};

const tokens = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

/** The node at a pointer, or the nearest that is written; `exact` where it is the very one. */
const nodeAt = (
  root: PositionNode,
  pointer: string,
): { readonly node: PositionNode; readonly exact: boolean } => {
  let node = root;
  for (const token of tokens(pointer)) {
    const member = node.members.get(token);
    if (!member) return { node, exact: false };
    node = member;
  }
  return { node, exact: true };
};

const keyOffset = (root: PositionNode, pointer: string): number => {
  const { node, exact } = nodeAt(root, pointer);
  return exact ? (node.keyOffset ?? node.offset) : node.offset;
};

const offsetOfCharacter = (root: PositionNode, pointer: string, text: string, offset: number): number => {
  const { node, exact } = nodeAt(root, pointer);
  const found = exact && node.scalar ? characterOffset(node.scalar, text, offset) : undefined;
  return found ?? node.offset;
};

const rootOffset = (event: Event | undefined): number => {
  if (!event) return 0;
  if (event.type === EVENT_ID.SCALAR) return Math.max(0, event.valueStart);
  return 'start' in event ? event.start : 0;
};

/** Positions of every document of one text. The events are not kept: they weigh many times what the text does. */
const lazyPositions = (text: string, lines: Lines, file: string): ((index: number) => SourceMap) => {
  let trees: readonly PositionNode[] | undefined;
  const root = (index: number): PositionNode => {
    trees ??= positionTrees(parseEvents(text, { maxDepth: yamlLimits.maxDepth }), text).documents;
    return trees[index]!;
  };
  const source = (offset: number): Source => ({ file, ...lines.at(offset) });
  return (index) => ({
    at: (pointer) => source(nodeAt(root(index), pointer).node.offset),
    keyAt: (pointer) => source(keyOffset(root(index), pointer)),
    characterAt: (pointer, offset) => source(offsetOfCharacter(root(index), pointer, text, offset)),
  });
};

/**
 * Reads every document of a YAML or JSON text as kubectl does, with the position of each value. A text with one error
 * gives no document: half a file must never be taken for the whole.
 */
export const parseDocuments = (text: string, options: { readonly file: string }): ParsedText => {
  const { file } = options;
  const lines = linesOf(text);
  const result = construct(text);
  if ('code' in result) {
    const { code, message, offset } = result;
    return {
      documents: [],
      diagnostics: [{ code, severity: 'error', message, source: { file, ...lines.at(offset) } }],
    };
  }
  const positions = lazyPositions(text, lines, file);
  const roots = result.events.flatMap((event, index) =>
    event.type === EVENT_ID.DOCUMENT ? [rootOffset(result.events[index + 1])] : [],
  );
  const documents = result.values.flatMap((value, index) =>
    value === null || value === undefined
      ? []
      : [
          {
            value: freeze(value),
            source: { file, ...lines.at(roots[index]!) },
            positions: positions(index),
          },
        ],
  );
  return { documents, diagnostics: [] };
};
