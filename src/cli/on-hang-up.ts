/**
 * Calls when the terminal was closed. Nobody reads any more from then on, and what is written is lost, not an error:
 * the process shall still come to its clean end.
 */
export const onHangUp = (call: () => void): void => {
  process.once('SIGHUP', () => {
    for (const stream of [process.stdout, process.stderr]) {
      stream.removeAllListeners('error');
      stream.on('error', () => undefined);
    }
    call();
  });
};
