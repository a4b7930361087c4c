// A process that writes as fast as it can and says, after each answer, what is safe. The test kills it.
import { writeSync } from 'node:fs';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';

const store = await openSqliteStore(process.argv[2]!);
const versions = new Map<string, string>();
writeSync(1, 'open\n');
for (let round = 1; ; round += 1) {
  // several at once share a transaction; a large value spans many pages
  const keys = ['a', 'b', 'c', 'd'];
  const value = { round, padding: 'x'.repeat((round % 7) * 3_000) };
  const results = await Promise.all(keys.map((key) => store.write(key, value, versions.get(key))));
  for (const [index, result] of results.entries()) {
    if (result === 'conflict') throw new Error('a conflict without a rival');
    versions.set(keys[index]!, result.version);
  }
  writeSync(1, `${round}\n`);
}
