import type { Diagnostic } from '../../../../../src/model/diagnostic.ts';
import { createRenderMemo, planFleet } from '../../../../../src/render/plan-fleet.ts';
import { kindChecks } from '../../../../../src/review/validate/kinds/kind-checks.ts';
import { clusterFile, type Files, fleetFrom, subscriptionFile } from '../../../render/memory-fleet.ts';
import { line } from '../../../repository/fleet-files.ts';

/** One cluster and one Subscription to the feed `shop`. */
export const shop: Files = { ...clusterFile('eu-1'), ...subscriptionFile('shop') };

export const findings = (files: Files): readonly Diagnostic[] => {
  const fleet = fleetFrom({ ...shop, ...files });
  const plan = planFleet(fleet, createRenderMemo({ maxBytes: 10_000_000 }));
  return kindChecks.flatMap((check) => check.run({ fleet, plan }));
};

/** `Code severity file:line:column` of each. */
export const findingLines = (files: Files): readonly string[] => findings(files).map(line);
