import type { Diagnostic, DiagnosticCode } from '../../model/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { FleetDocument } from '../fleet.ts';
import { positionsWithin } from '../positions-within.ts';
import { type ParsedText, parseDocuments } from '../yaml/documents.ts';
import type { FileContents } from './file-contents.ts';
import type { FleetFile } from './find-files.ts';
import { repositoryLimits } from './limits.ts';
import type { LoadMemo } from './load-memo.ts';

const lfsPointer = 'version https://git-lfs.github.com/spec/';
const decoder = new TextDecoder('utf-8', { fatal: true });

const failed = (code: DiagnosticCode, message: string): ParsedText => ({
  documents: [],
  diagnostics: [{ code, severity: 'error', message, source: { file: '', line: 1, column: 1 } }],
});

const parseBytes = (bytes: Uint8Array): ParsedText => {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return failed('YamlSyntax', 'the file is not UTF-8 text');
  }
  if (text.startsWith(lfsPointer)) {
    return failed('UnsupportedEntry', 'a Git LFS pointer stands where content is needed');
  }
  return parseDocuments(text, { file: '' });
};

/** Parsed without a name, so that one blob at several paths is parsed once. */
const parse = ({ entry }: FleetFile): ParsedText =>
  entry.size > repositoryLimits.maxFileBytes
    ? failed('YamlLimit', 'the file is larger than 4 MiB')
    : parseBytes(entry.read());

/** The items of a List, each at its pointer; a value that is no List is its own one item. */
const items = (value: JsonObject, pointer: string): readonly { value: Json; pointer: string }[] => {
  const { kind, apiVersion, items: listed } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(listed)) {
    return [{ value, pointer }];
  }
  const itemKind = kind.slice(0, -'List'.length);
  return listed.flatMap((item: Json, index) => {
    const at = `${pointer}/items/${index}`;
    if (!isJsonObject(item)) return [{ value: item, pointer: at }];
    const inherits = item.kind === undefined && item.apiVersion === undefined && itemKind !== '';
    return items(inherits ? { apiVersion: apiVersion ?? null, kind: itemKind, ...item } : item, at);
  });
};

/** A text that holds something other than mappings is an error of the file. */
const documentsOf = (file: FleetFile, parsed: ParsedText): FileContents => {
  const documents: FleetDocument[] = [];
  const diagnostics: Diagnostic[] = parsed.diagnostics.map((diagnostic) => ({
    ...diagnostic,
    source: { ...diagnostic.source!, file: file.path },
  }));
  for (const document of parsed.documents) {
    const found = isJsonObject(document.value)
      ? items(document.value, '')
      : [{ value: document.value, pointer: '' }];
    for (const { value, pointer } of found) {
      const positions = positionsWithin(document.positions, file.path, pointer);
      const source = pointer === '' ? { ...document.source, file: file.path } : positions.at('');
      if (!isJsonObject(value)) {
        const message = 'a document is a mapping with apiVersion and kind, and this is none';
        diagnostics.push({ code: 'UnknownDocument', severity: 'error', message, source });
        continue;
      }
      const { oid } = file.entry;
      documents.push({ file: file.path, oid, index: documents.length, value, source, positions });
    }
  }
  return { documents, diagnostics };
};

/** Reads one file of a known folder. With a memo, the same blob at the same path is the same documents. */
export const readFile = (file: FleetFile, memo: LoadMemo | undefined): FileContents => {
  const { path, entry } = file;
  if (!memo) return documentsOf(file, parse(file));
  const blob = memo.get(entry.oid) ?? memo.set(entry.oid, parse(file), entry.size);
  const known = blob.reads.get(path);
  if (known) return known;
  const read = documentsOf(file, blob.parsed);
  blob.reads.set(path, read);
  return read;
};
