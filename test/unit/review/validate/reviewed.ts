import { createRenderMemo, planFleet } from '../../../../src/render/plan-fleet.ts';
import type { Check, Reviewed } from '../../../../src/review/validate/check.ts';
import { type Files, fleetFrom } from '../../render/memory-fleet.ts';
import { line } from '../../repository/fleet-files.ts';

/** A fleet of these files and its plan. */
export const reviewedFrom = (files: Files): Reviewed => {
  const fleet = fleetFrom(files);
  return { fleet, plan: planFleet(fleet, createRenderMemo({ maxBytes: 16_000_000 })) };
};

/** What one check finds in these files: `Code severity file:line:column`. */
export const found = (check: Check, files: Files): readonly string[] =>
  check.run(reviewedFrom(files)).map(line);
