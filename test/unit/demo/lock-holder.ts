/** Takes the build lock of a folder, says so, and keeps it until it is killed. */
import { withBuildLock } from '../../../src/demo/control-plane/build-lock.ts';

await withBuildLock(
  process.argv[2]!,
  () => undefined,
  () => {
    process.stdout.write('locked\n');
    return new Promise(() => setInterval(() => undefined, 1e6));
  },
);
