import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { type FuzzPartName, fuzzParts } from './parts.ts';

/** What a worker is started with. */
export interface FuzzTask {
  readonly part: FuzzPartName;
  readonly seed: number;
  readonly runs: number;
  /** Counts the cases, so that a case without end is noticed from outside. */
  readonly started: SharedArrayBuffer;
  /** Text of the case that runs, its length in the first four bytes. */
  readonly current: SharedArrayBuffer;
}

/** What it ends with; undefined when every case held. */
export type FuzzFailure = string | undefined;

const { part, seed, runs, started, current } = workerData as FuzzTask;
const counter = new Int32Array(started);
const length = new Uint32Array(current, 0, 1);
const bytes = new Uint8Array(current, 4);
const encoder = new TextEncoder();

const note = (value: unknown): void => {
  length[0] = encoder.encodeInto(JSON.stringify(value), bytes).written;
  Atomics.add(counter, 0, 1);
};

const { property } = fuzzParts[part];
const generate = property.generate.bind(property);
const run = property.run.bind(property);
const noted: fc.IProperty<[unknown]> = Object.assign(Object.create(property), {
  generate,
  run: (value: [unknown], ...rest: []) => {
    note(value[0]);
    return run(value, ...rest);
  },
});

const details = fc.check(noted, { seed, numRuns: runs });
const told = details.failed ? fc.defaultReportMessage(details) : undefined;
parentPort!.postMessage(told satisfies FuzzFailure);
