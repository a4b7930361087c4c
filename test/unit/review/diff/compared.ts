import { createRenderMemo, planFleet, type RenderMemo } from '../../../../src/render/plan-fleet.ts';
import { createLoadMemo, loadFleet } from '../../../../src/repository/load-fleet.ts';
import type { DiffFilter } from '../../../../src/review/diff/binding-groups.ts';
import { compareFleets } from '../../../../src/review/diff/compare-fleets.ts';
import type { FleetChange, ObjectChange } from '../../../../src/review/diff/fleet-change.ts';
import type { Side } from '../../../../src/review/diff/side.ts';
import { memoryTree } from '../../repository/memory-tree.ts';

export type Files = Readonly<Record<string, string>>;
/** `null` takes a file away. */
export type Edits = Readonly<Record<string, string | null>>;

const edited = (files: Files, edits: Edits): Files =>
  Object.fromEntries(
    Object.entries({ ...files, ...edits }).filter((file): file is [string, string] => file[1] !== null),
  );

/** Two states of a repository, planned as the command does it: with one memo. */
export const sidesOf = (
  files: Files,
  edits: Edits,
): { readonly before: Side; readonly after: Side; readonly memo: RenderMemo } => {
  const load = createLoadMemo({ maxBytes: 8_000_000 });
  const memo = createRenderMemo({ maxBytes: 8_000_000 });
  const side = (all: Files, commit: string): Side => {
    const tree = memoryTree(all, commit.repeat(40));
    const fleet = loadFleet(tree, load);
    return { tree, fleet, plan: planFleet(fleet, memo) };
  };
  return { before: side(files, 'a'), after: side(edited(files, edits), 'b'), memo };
};

/** What these edits do to a fleet. */
export const compared = (files: Files, edits: Edits, filter: DiffFilter = {}): FleetChange => {
  const { memo, ...sides } = sidesOf(files, edits);
  return compareFleets(sides, { memo, filter });
};

/** `changed default/shop ConfigMap/front on eu-1,us-1`. */
export const objectLine = ({ kind, subscription, id, clusters }: ObjectChange): string =>
  `${kind} ${subscription} ${id.kind}/${id.name} on ${clusters.names.join()}`;
