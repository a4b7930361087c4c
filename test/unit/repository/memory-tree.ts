import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Tree, TreeEntry } from '../../../src/repository/tree.ts';

type Content = string | Uint8Array | { readonly link: string } | { readonly submodule: string };

const blobId = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

const entryOf = (path: string, content: Content): TreeEntry => {
  if (typeof content === 'object' && 'submodule' in content) {
    const read = (): never => {
      throw new Error('a submodule has no content');
    };
    return { path, oid: content.submodule, size: 0, mode: 'submodule', read };
  }
  const isLink = typeof content === 'object' && 'link' in content;
  const data = isLink ? content.link : content;
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const mode = isLink ? 'symlink' : 'file';
  return { path, oid: blobId(bytes), size: bytes.length, mode, read: () => bytes };
};

/** A tree of texts, links and submodules by path, with the object ids that git would give. */
export const memoryTree = (files: Readonly<Record<string, Content>>, commit = ''): Tree => ({
  commit,
  entries: Object.entries(files)
    .map(([path, content]) => entryOf(path, content))
    .sort((a, b) => (a.path < b.path ? -1 : 1)),
});

/** Every file below a folder on disk, by its path there. */
export const filesOnDisk = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [relative(folder, path), readFileSync(path, 'utf8')];
      }),
  );
