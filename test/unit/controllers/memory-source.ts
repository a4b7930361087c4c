import { createHash } from 'node:crypto';
import type { GitSource } from '../../../src/git/source.ts';
import type { Tree } from '../../../src/repository/tree.ts';

/** Commits by name, each a set of files; fetched at once. */
export class MemorySource implements GitSource {
  readonly #commits = new Map<string, Tree>();
  readonly #kept = new Set<string>();
  head = '';

  commit(name: string, files: Readonly<Record<string, string>>): string {
    const commit = name.padEnd(40, '0');
    const entries = Object.entries(files)
      .map(([path, text]) => {
        const bytes = Buffer.from(text);
        const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
        return { path, oid, size: bytes.length, mode: 'file' as const, read: () => bytes };
      })
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    this.#commits.set(commit, { commit, entries });
    this.head = commit;
    return commit;
  }

  async remoteHead(): Promise<string> {
    return this.head;
  }

  async fetch(commit: string): Promise<{ commit: string; bytes: number }> {
    return { commit, bytes: 0 };
  }

  async tree(commit: string): Promise<Tree> {
    const tree = this.#commits.get(commit);
    if (!tree) throw new Error(`no commit ${commit}`);
    return tree;
  }

  async has(commit: string): Promise<boolean> {
    return this.#commits.has(commit);
  }

  async keep(commit: string): Promise<void> {
    this.#kept.add(commit);
  }

  async release(commit: string): Promise<void> {
    this.#kept.delete(commit);
  }

  async kept(): Promise<readonly string[]> {
    return [...this.#kept].sort();
  }

  async close(): Promise<void> {}
}
