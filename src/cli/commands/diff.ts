import picocolors from 'picocolors';
import { createRenderMemo, planFleet } from '../../render/plan-fleet.ts';
import { createLoadMemo, loadFleet } from '../../repository/load-fleet.ts';
import type { Tree } from '../../repository/tree.ts';
import type { DiffFilter } from '../../review/diff/binding-groups.ts';
import { compareFleets } from '../../review/diff/compare-fleets.ts';
import { type FleetChange, isDifferent } from '../../review/diff/fleet-change.ts';
import { onBoth, type Side, type Sides } from '../../review/diff/side.ts';
import { type Compared, diffJson } from '../diff/diff-json.ts';
import { diffMarkdown } from '../diff/diff-markdown.ts';
import { diffText } from '../diff/diff-text.ts';
import { openRange, parseRange } from '../diff/range.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DiffFlags, Terminal } from '../program.ts';
import { unknownName } from '../unknown-name.ts';

/** Of memory: what is read, and some 100,000 objects of both sides. */
const loadMemoBytes = 64 * 1024 * 1024;
const renderMemoBytes = 256 * 1024 * 1024;
/** Where nobody says how wide the terminal is. */
const defaultColumns = 120;

/** Names that neither side has are mistyped. */
const filterOf = (sides: Sides, { subscription, cluster }: DiffFlags): DiffFilter => {
  const clusters = onBoth(sides, ({ fleet }) => fleet.clusters.map(({ name }) => name)).flat();
  const keys = onBoth(sides, ({ fleet }) => fleet.subscriptions.map((one) => one.key)).flat();
  const key =
    subscription === undefined || subscription.includes('/') ? subscription : `default/${subscription}`;
  if (cluster !== undefined && !clusters.includes(cluster)) throw unknownName('cluster', cluster, clusters);
  if (key !== undefined && !keys.includes(key)) throw unknownName('Subscription', key, keys);
  return { ...(key !== undefined && { subscription: key }), ...(cluster !== undefined && { cluster }) };
};

/** Both sides with one memo: what they share is read and rendered once. */
const compare = (trees: { readonly before: Tree; readonly after: Tree }, flags: DiffFlags): FleetChange => {
  const load = createLoadMemo({ maxBytes: loadMemoBytes });
  const memo = createRenderMemo({ maxBytes: renderMemoBytes });
  const sideOf = (tree: Tree): Side => {
    const fleet = loadFleet(tree, load);
    return { tree, fleet, plan: planFleet(fleet, memo) };
  };
  const sides = { before: sideOf(trees.before), after: sideOf(trees.after) };
  return compareFleets(sides, { memo, filter: filterOf(sides, flags) });
};

const outputOf = (change: FleetChange, compared: Compared, flags: DiffFlags, terminal: Terminal): string => {
  const { context, maxBytes, sideBySide, output } = flags;
  switch (output) {
    case 'json':
      return diffJson(change, compared, maxBytes);
    case 'markdown':
      return diffMarkdown(change, { ...compared, context, maxBytes });
    case 'text':
      return diffText(change, {
        ...compared,
        context,
        colors: picocolors.createColors(terminal.colors),
        ...(maxBytes !== undefined && { maxBytes }),
        ...(sideBySide && { sideBySide: (process.stdout.columns ?? defaultColumns) - 4 }),
      });
    default:
      return output satisfies never;
  }
};

/**
 * Exit 0 when nothing changes, 1 when something does, 2 when it cannot be told. A head in which a binding does not
 * render is different, and its errors are part of what is shown.
 */
export const diff = async (range: string, flags: DiffFlags, terminal: Terminal): Promise<number> => {
  const trees = await openRange(flags.path, parseRange(range));
  try {
    const change = compare(trees, flags);
    const compared = { range, base: trees.before.commit, head: trees.after.commit };
    terminal.out(outputOf(change, compared, flags, terminal));
    return isDifferent(change) ? exitCodes.different : exitCodes.ok;
  } finally {
    trees.close();
  }
};
