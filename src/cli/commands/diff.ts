import picocolors from 'picocolors';
import { type Diagnostic, HeadwaterError } from '../../model/diagnostic.ts';
import { createRenderMemo, planFleet } from '../../render/plan-fleet.ts';
import type { Fleet } from '../../repository/fleet.ts';
import { createLoadMemo, loadFleet } from '../../repository/load-fleet.ts';
import { nearestHint } from '../../repository/nearest.ts';
import { changedFiles } from '../../review/diff/changed-files.ts';
import { fleetChange, isChange, type PlannedFleet } from '../../review/diff/fleet-change.ts';
import { clusterNamer } from '../../review/diff/name-clusters.ts';
import { parseRange, readRange } from '../diff/diff-range.ts';
import { diffJson } from '../diff/json.ts';
import { diffMarkdown } from '../diff/markdown.ts';
import type { DiffReport } from '../diff/summary.ts';
import { diffText } from '../diff/text.ts';
import { exitCodes } from '../exit-codes.ts';
import type { DiffFlags, Terminal } from '../program.ts';

/** A comment on GitHub holds 65,536 characters. */
const commentBytes = 60_000;
const terminalWidth = 120;
const memoBytes = { load: 64 * 1024 * 1024, render: 128 * 1024 * 1024 } as const;

const refuse = (what: string, name: string, known: ReadonlySet<string>): never => {
  const diagnostic: Diagnostic = {
    code: 'UnknownReference',
    severity: 'error',
    message: `neither side has a ${what} named ${name}`,
    ...nearestHint(name, known),
  };
  throw new HeadwaterError(diagnostic, { retryable: false });
};

/** The Subscription and the cluster that were asked for, where they were: a typing error is no empty diff. */
const filterOf = (
  { subscription, cluster }: DiffFlags,
  fleets: readonly Fleet[],
): { readonly subscription?: string | undefined; readonly cluster?: string | undefined } => {
  const clusters = new Set(fleets.flatMap((fleet) => fleet.clusters.map(({ name }) => name)));
  if (cluster !== undefined && !clusters.has(cluster)) refuse('cluster', cluster, clusters);
  if (subscription === undefined) return { cluster };
  const keys = new Set(fleets.flatMap((fleet) => fleet.subscriptions.map(({ key }) => key)));
  const named = [...keys].filter((key) => key === subscription || key.endsWith(`/${subscription}`));
  const found = keys.has(subscription) ? subscription : named.length === 1 ? named[0] : undefined;
  return { cluster, subscription: found ?? refuse('Subscription', subscription, keys) };
};

const reportOf = async (range: string, flags: DiffFlags): Promise<DiffReport> => {
  const { before, after } = await readRange(flags.path, parseRange(range));
  const loadMemo = createLoadMemo({ maxBytes: memoBytes.load });
  const memo = createRenderMemo({ maxBytes: memoBytes.render });
  const planned = (fleet: Fleet): PlannedFleet => ({ fleet, plan: planFleet(fleet, memo) });
  const fleets = { before: loadFleet(before, loadMemo), after: loadFleet(after, loadMemo) };
  const filter = filterOf(flags, [fleets.before, fleets.after]);
  const change = fleetChange(planned(fleets.before), planned(fleets.after), { memo, ...filter });
  const known = new Map([...fleets.before.clusters, ...fleets.after.clusters].map((one) => [one.name, one]));
  return {
    range,
    base: before.commit,
    head: after.commit,
    change,
    files: changedFiles({ before, after }, fleets, change),
    nameClusters: clusterNamer([...known.values()]),
  };
};

const printed = (report: DiffReport, flags: DiffFlags, terminal: Terminal): string => {
  const { context, output } = flags;
  switch (output) {
    case 'json':
      return diffJson(report);
    case 'markdown':
      return diffMarkdown(report, { context, maxBytes: flags.maxBytes ?? commentBytes });
    case 'text': {
      const colors = picocolors.createColors(terminal.colors);
      const width = flags.sideBySide ? (process.stdout.columns ?? terminalWidth) : undefined;
      return diffText(report, { colors, context, sideBySide: width });
    }
    default:
      return output satisfies never;
  }
};

/** Exit 0 when nothing changes, 1 when something does (also where the head has new errors), 2 when it cannot be told. */
export const diff = async (range: string, flags: DiffFlags, terminal: Terminal): Promise<number> => {
  const report = await reportOf(range, flags);
  terminal.out(printed(report, flags, terminal));
  return isChange(report.change) ? exitCodes.different : exitCodes.ok;
};
