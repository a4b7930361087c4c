import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a run was asked for. */
export interface BenchOptions {
  /** Interleaved pairs of ours and the reference. */
  readonly pairs: number;
  /** Fewer are enough where the machine is so busy that all of them would take too long. */
  readonly pairsAtLeast: number;
  /** A smaller fleet and fewer repeats: to see that everything works, not to quote. */
  readonly quick: boolean;
  /** One line of progress. */
  readonly say: (line: string) => void;
}

/** One figure as it is printed. */
export interface Row {
  readonly name: string;
  readonly value: string;
  /** What it should be, where there is a goal. */
  readonly goal?: string;
  readonly met?: boolean;
  readonly note?: string;
}

/** What one benchmark found: rows for people, `raw` for whoever wants to compute on. */
export interface BenchResult {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly raw: unknown;
}

const folders = new Set<string>();
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The folder goes with the process, too, when its owner has no time to remove it. */
export const removeAtExit = (folder: string): void => {
  folders.add(folder);
};

/** A temporary folder that goes with the process, however it ends (but for SIGKILL). */
export const temporaryFolder = (label: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `headwater-bench-${label}-`));
  folders.add(folder);
  return folder;
};

export const removeFolder = (folder: string): void => {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
};

const ascending = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);

/** The value below which the part `q` of all lies (nearest rank). */
export const quantile = (values: readonly number[], q: number): number => {
  const sorted = ascending(values);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => {
  const sorted = ascending(values);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

const digits = (value: number): string => {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
};

/** `12.3`, with as many decimals as mean something. */
export const number = digits;

/** Median and the whole interval: `1.12 (1.05–1.31)`. */
export const spread = (values: readonly number[]): string =>
  `${digits(median(values))} (${digits(Math.min(...values))}–${digits(Math.max(...values))})`;

/** A row with a goal that a smaller number meets. */
export const goalRow = (
  name: string,
  value: number,
  goal: number,
  shown: Partial<Row> & { unit: string },
): Row => {
  const { unit, ...rest } = shown;
  return {
    name,
    value: `${digits(value)} ${unit}`.trim(),
    goal: `≤ ${goal} ${unit}`.trim(),
    met: value <= goal,
    ...rest,
  };
};

/** Milliseconds of CPU, user and system, that this process used since. */
export const cpuSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** Runs synchronous work; wall and CPU milliseconds of it. */
export const timed = <T>(
  run: () => T,
): { readonly value: T; readonly ms: number; readonly cpuMs: number } => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const value = run();
  return { value, ms: performance.now() - start, cpuMs: cpuSince(cpu) };
};

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Rejects when the work takes longer: a benchmark ends by itself. */
export const within = async <T>(ms: number, what: string, work: Promise<T>): Promise<T> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${what} took longer than ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
};

/** Load of the last minute: above the number of cores, somebody else was at work. */
export const load = (): number => loadavg()[0] ?? 0;
