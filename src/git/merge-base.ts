import { parseCommit } from './commit-object.ts';
import type { ObjectStore } from './object-store.ts';
import { sourceError } from './source-error.ts';

/** Commits of a local repository, as far as they are here. */
export interface CommitGraph {
  readonly store: Pick<ObjectStore, 'has' | 'read'>;
  /** Commits whose parents are not here, as a shallow clone lists them. */
  readonly shallow: ReadonlySet<string>;
  /** Commits that one question may walk through. */
  readonly maxCommits?: number;
}

const defaultMaxCommits = 200_000;

const fromFirst = 1;
const fromSecond = 2;
const fromBoth = fromFirst | fromSecond;
/** Below a common ancestor that was found: no better answer comes from here. */
const stale = 4;

interface Node {
  readonly oid: string;
  readonly parents: readonly string[];
  /** When it was committed, in seconds since 1970. */
  readonly time: number;
  marks: number;
}

const committerTime = (data: Buffer): number => {
  const head = data.toString('latin1').split('\n\n', 1)[0]!;
  return Number(/^committer .*> (\d{1,12}) [+-]\d{4}$/m.exec(head)?.[1] ?? 0);
};

/** One question's walk: commits are read once, the newest first (git's commit-reach.c, `paint_down_to_common`). */
class Walk {
  readonly #graph: CommitGraph;
  readonly #nodes = new Map<string, Node>();
  /** Oldest first, so that the next one stands last; as wide as history has branches at one time. */
  readonly #queue: Node[] = [];
  /** Whether history ended where it goes on elsewhere. */
  isCut = false;

  constructor(graph: CommitGraph) {
    this.#graph = graph;
  }

  #node(oid: string): Node {
    const known = this.#nodes.get(oid);
    if (known) return known;
    const { store, shallow, maxCommits = defaultMaxCommits } = this.#graph;
    if (this.#nodes.size >= maxCommits) {
      throw sourceError('RepositoryLimit', `no common ancestor within ${maxCommits} commits`, {
        hint: 'name the commit to compare with: base..head',
      });
    }
    const { data } = store.read(oid);
    const { parents } = parseCommit(data, oid);
    const here = shallow.has(oid) ? [] : parents.filter((parent) => store.has(parent));
    if (here.length < parents.length) this.isCut = true;
    const node = { oid, parents: here, time: committerTime(data), marks: 0 };
    this.#nodes.set(oid, node);
    return node;
  }

  #mark(oid: string, marks: number): void {
    const node = this.#node(oid);
    if ((node.marks & marks) === marks) return;
    node.marks |= marks;
    // before its equals: of those, the one that came first is looked at first
    const place = this.#queue.findIndex(({ time }) => time >= node.time);
    this.#queue.splice(place < 0 ? this.#queue.length : place, 0, node);
  }

  /** The common ancestors of two commits, the newest first, none of them an ancestor of another as far as clocks tell. */
  common(first: string, second: string): readonly string[] {
    this.#mark(first, fromFirst);
    this.#mark(second, fromSecond);
    const found: Node[] = [];
    while (this.#queue.some(({ marks }) => (marks & stale) === 0)) {
      const node = this.#queue.pop()!;
      let marks = node.marks;
      if ((marks & fromBoth) === fromBoth) {
        if (!found.includes(node)) found.push(node);
        marks |= stale;
      }
      for (const parent of node.parents) this.#mark(parent, marks);
    }
    return found
      .filter(({ marks }) => (marks & stale) === 0)
      .sort((a, b) => b.time - a.time)
      .map(({ oid }) => oid);
  }
}

const isAncestor = (graph: CommitGraph, older: string, newer: string): boolean =>
  new Walk(graph).common(older, newer).includes(older);

/** Clocks that went wrong let an ancestor of another one through. */
const withoutAncestors = (graph: CommitGraph, found: readonly string[]): readonly string[] =>
  found.filter((one) => !found.some((other) => other !== one && isAncestor(graph, one, other)));

/**
 * The best common ancestor of two commits, one of them where there are several: the one that `git merge-base` prints.
 * Throws SourceMissing where there is none, or where a shallow clone does not reach back to it; RepositoryLimit.
 */
export const mergeBase = (graph: CommitGraph, first: string, second: string): string => {
  const walk = new Walk(graph);
  const [best, ...others] = walk.common(first, second);
  if (best !== undefined) {
    return others.length === 0 ? best : withoutAncestors(graph, [best, ...others])[0]!;
  }
  const commits = `${first.slice(0, 12)} and ${second.slice(0, 12)}`;
  if (!walk.isCut) {
    throw sourceError('SourceMissing', `${commits} have no common ancestor`, {
      hint: 'base..head compares them as they are',
    });
  }
  throw sourceError('SourceMissing', `history ends before the common ancestor of ${commits}`, {
    hint: 'this clone is shallow: git fetch --unshallow, or fetch-depth: 0 where CI checks out',
  });
};
