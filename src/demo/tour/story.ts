import { badOverride } from './bad-override.ts';
import { gitRevert } from './git-revert.ts';
import { goodChange } from './good-change.ts';
import { handEdit } from './hand-edit.ts';
import { localOverride } from './local-override.ts';
import type { TourStep } from './tour-step.ts';

/** The tour, in order; the last step goes back behind the second. */
export const story: readonly TourStep[] = [goodChange, localOverride, handEdit, badOverride, gitRevert];
