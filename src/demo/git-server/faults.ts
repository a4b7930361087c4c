import { Transform, type TransformCallback } from 'node:stream';

/** Troubles of a git server that a test can switch on; each stays until it is switched off. */
export interface Faults {
  /** `true`: connections are refused; `'unavailable'`: every request is answered 503; `false`: neither. */
  down(how: boolean | 'unavailable'): Promise<void>;
  /** Closes the connection once a git-upload-pack answer has sent so many bytes of body; smaller ones pass. */
  cutAfterBytes(bytes: number | undefined): void;
  /** The same, but the connection stays open and nothing more comes. */
  stallAfterBytes(bytes: number | undefined): void;
  /** Accepts connections and requests, and never answers them. */
  silent(on: boolean): void;
}

/** What is switched on now. */
export interface FaultState {
  unavailable: boolean;
  silent: boolean;
  cutAfter: number | undefined;
  stallAfter: number | undefined;
}

export const noFaults = (): FaultState => ({
  unavailable: false,
  silent: false,
  cutAfter: undefined,
  stallAfter: undefined,
});

/** Passes bytes on until the fault's limit; then calls `cut`, or keeps the rest for ever. */
export const faultyPipe = (state: FaultState, cut: () => void): Transform => {
  const { cutAfter, stallAfter } = state;
  const limit = cutAfter ?? stallAfter ?? Number.POSITIVE_INFINITY;
  let sent = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      const room = limit - sent;
      sent += chunk.length;
      if (chunk.length <= room) {
        done(null, chunk);
        return;
      }
      if (room > 0) this.push(chunk.subarray(0, room));
      // not calling done() is the stall: nothing after this chunk is ever read
      if (cutAfter !== undefined) cut();
    },
  });
};
