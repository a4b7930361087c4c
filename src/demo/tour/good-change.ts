import { followCommit, followedText } from './follow.ts';
import { readFront } from './front.ts';
import type { Outcome, Scene, TourStep } from './tour-step.ts';

const id = 'good-change';
const file = 'feeds/shop/front.yaml';
const older = 'bookshop/front:1.4.0';
const newer = 'bookshop/front:1.4.1';

const play = async (scene: Scene): Promise<Outcome> => {
  const text = await scene.clone.read(file);
  const commit = await scene.clone.push('front 1.4.1', file, text.replaceAll(older, newer));
  const followed = await followCommit(scene, commit, id);
  const fronts = await Promise.all(
    scene.clusters.map(async (cluster) => ({ cluster, ...(await readFront(await scene.at(cluster))) })),
  );
  const kept = fronts.filter(({ image }) => image !== newer);
  const seen = [
    followedText(followed),
    ...kept.map(({ cluster, image }) => `${cluster} runs ${image}: an override of its own says so`),
  ];
  const right = fronts.every(({ cluster, image, replicas, ready }) => {
    const runs = cluster === 'eu-1' ? image !== older && image !== newer : image === newer;
    return runs && ready === replicas && followed.clusters.has(cluster) === (image === newer);
  });
  return { asTold: followed.done && right, seen };
};

export const goodChange: TourStep = {
  id,
  title: 'A good change, pushed',
  story:
    'A new version of the shop’s front, in the feed that all clusters share. Every cluster follows, except eu-1, ' +
    'whose override for the sale names an image of its own.',
  commands: () => [`sed -i 's|${older}|${newer}|' ${file}`, "git commit -am 'front 1.4.1' && git push"],
  play,
};
