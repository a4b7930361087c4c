import picocolors from 'picocolors';
import type { Colors } from '../print-diagnostics.ts';

/** For what is no terminal. */
export const plainColors: Colors = picocolors.createColors(false);
