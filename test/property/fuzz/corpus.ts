import { fileURLToPath } from 'node:url';
import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import { parseDocuments } from '../../../src/repository/yaml/documents.ts';
import { filesOnDisk } from '../../unit/repository/memory-tree.ts';

const folder = (path: string): Readonly<Record<string, string>> =>
  filesOnDisk(fileURLToPath(new URL(`../../../${path}`, import.meta.url)));

/** Whole repositories that are right. */
export const repositories = [folder('test/golden/example-fleet'), folder('examples-repo')] as const;

/** Every text of them that a fleet is read from. */
export const texts: readonly string[] = repositories.flatMap((files) =>
  Object.entries(files)
    .filter(([path]) => path.endsWith('.yaml'))
    .map(([, text]) => text),
);

/** Every object of them. */
export const objects: readonly JsonObject[] = texts
  .flatMap((text) => parseDocuments(text, { file: 'a' }).documents)
  .map(({ value }) => value)
  .filter(isJsonObject);
