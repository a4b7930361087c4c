import { followCommit, followedText } from './follow.ts';
import { readFront } from './front.ts';
import type { Outcome, Scene, TourStep } from './tour-step.ts';
import { typedFile } from './typed-file.ts';

const id = 'local-override';
const cluster = 'us-1';
const replicas = 4;
const file = `overlays/localizations/${cluster}/800-size/front.yaml`;
const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: front, namespace: shop }
spec: { replicas: ${replicas} }
`;

const play = async (scene: Scene): Promise<Outcome> => {
  const person = await scene.at(cluster);
  const before = await readFront(person);
  const commit = await scene.clone.push(`${cluster} needs more`, file, text);
  const followed = await followCommit(scene, commit, id);
  const after = await readFront(person);
  const alone = followed.clusters.size === 1 && followed.clusters.has(cluster);
  return {
    asTold: followed.done && alone && after.replicas === replicas && after.ready === replicas,
    seen: [
      followedText(followed),
      `shop/front on ${cluster}: ${before.replicas} → ${after.replicas} replicas, ${after.ready} ready`,
    ],
  };
};

export const localOverride: TourStep = {
  id,
  title: 'An override for one cluster',
  story: `${cluster} shall run ${replicas} replicas. A partial manifest in its own folder says so; no other cluster changes.`,
  commands: () => [
    ...typedFile(file, text),
    `git add . && git commit -m '${cluster} needs more' && git push`,
  ],
  play,
};
