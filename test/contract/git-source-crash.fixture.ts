// A process that follows a branch, keeps each commit, and says what is kept. The test kills it.
import { writeSync } from 'node:fs';
import { openGitSource } from '../../src/git/open-source.ts';

const [, , url, gitdir] = process.argv;
const source = await openGitSource({ url: url!, branch: 'main', gitdir: gitdir!, limits: { maxPacks: 2 } });
for (;;) {
  const commit = await source.remoteHead();
  await source.fetch(commit);
  await source.keep(commit);
  writeSync(1, `kept ${commit}\n`);
  // three stay, so that each renewal has commits to carry that no branch holds any more
  for (const old of (await source.kept()).slice(3)) {
    if (old === commit) continue;
    writeSync(1, `releasing ${old}\n`);
    await source.release(old);
  }
}
