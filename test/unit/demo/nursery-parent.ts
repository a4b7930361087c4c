/** A parent with one child that would run for ever; says where, and then ends as the test tells it. */
import { openNursery } from '../../../src/demo/process/nursery.ts';

const nursery = openNursery('headwater-test');
nursery.spawn('sleeper', 'sleep', ['86399.25']);
process.stdout.write(`${nursery.folder} ${process.pid}\n`);

const endings: Readonly<Record<string, () => void>> = {
  exit: () => process.exit(0),
  'uncaught error': () => {
    throw new Error('as asked');
  },
};
process.stdin.once('data', (data) => endings[data.toString().trim()]?.());
