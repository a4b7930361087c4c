// A process that says when it was asked to stop, and then needs a while to clear up.
import { untilStopped } from '../../../src/cli/until-stopped.ts';

const stopped = untilStopped();
process.stdout.write('ready\n');
await stopped;
process.stdout.write('asked\n');
await new Promise((resolve) => setTimeout(resolve, 1500));
process.stdout.write('cleared\n');
