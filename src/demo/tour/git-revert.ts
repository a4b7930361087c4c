import { changedClusters } from './digests.ts';
import { followCommit } from './follow.ts';
import { readFront } from './front.ts';
import { localOverride } from './local-override.ts';
import type { Outcome, Scene, TourStep } from './tour-step.ts';

const id = 'git-revert';
const cluster = 'us-1';

const play = async (scene: Scene): Promise<Outcome> => {
  const person = await scene.at(cluster);
  const commit = await scene.clone.revert(2);
  const pushed = scene.now();
  const followed = await followCommit(scene, commit, id);
  const took = scene.now() - pushed;
  const front = await readFront(person);
  const status = scene.status();
  const invalid = status.bindings.filter(({ state }) => state === 'Invalid');
  const different = changedClusters(scene.before(localOverride.id), status);
  const same =
    different.length === 0 ? 'every binding has the digest' : `${different.join(', ')} has not the digest`;
  return {
    asTold: followed.done && different.length === 0 && invalid.length === 0 && front.ready === front.replicas,
    seen: [
      `all ${status.bindings.length} bindings Healthy ${(took / 1000).toFixed(2)} s after the push, ${invalid.length} refused`,
      `${same} that it had before both overrides`,
      `shop/front on ${cluster}: ${front.replicas} replicas of ${front.image}, ${front.ready} ready`,
    ],
  };
};

export const gitRevert: TourStep = {
  id,
  title: 'Back, by git revert',
  story:
    'Both overrides are reverted. What a commit means depends on that commit alone, so each cluster runs again, ' +
    'byte for byte, what it ran before them.',
  commands: () => ['git revert --no-edit HEAD~2..HEAD && git push'],
  play,
};
