import type { BindingStatus, FleetStatus } from '../../../controllers/status.ts';
import { isHealthy } from '../fleet-health.ts';
import { readFront } from './front.ts';
import type { Outcome, Scene, TourStep } from './tour-step.ts';
import { typedFile } from './typed-file.ts';

const id = 'bad-override';
const cluster = 'us-1';
const file = `overlays/localizations/${cluster}/900-size/overlay.yaml`;
/** `replica` for `replicas`: a JSON patch cannot replace what is not there. */
const text = `apiVersion: headwater.dev/v1alpha1
kind: Overlay
patches:
  - target: { kind: Deployment, name: front, namespace: shop }
    patch:
      - { op: replace, path: /spec/replica, value: 6 }
`;

/** Bindings that the file keeps from following. */
const refused = ({ bindings }: FleetStatus): readonly BindingStatus[] =>
  bindings.filter(({ state, reason }) => state === 'Invalid' && reason.includes(`${file}:`));

const play = async (scene: Scene): Promise<Outcome> => {
  const person = await scene.at(cluster);
  const before = await readFront(person);
  const commit = await scene.clone.push(`${cluster} needs even more`, file, text);
  const planned = await scene.until(
    (status) => status.source.commit === commit && refused(status).length > 0,
  );
  const after = await readFront(person);
  const status = scene.status();
  const bad = refused(status);
  const others = status.bindings.filter((binding) => !bad.includes(binding));
  const unchanged = JSON.stringify(after) === JSON.stringify(before);
  return {
    asTold:
      planned && unchanged && bad.every((binding) => binding.cluster === cluster) && others.every(isHealthy),
    seen: [
      ...bad.map(({ subscription, reason }) => `${subscription} on ${cluster} is refused: ${reason}`),
      `shop/front on ${cluster} still runs ${after.replicas} replicas of ${after.image}`,
      `the other ${others.length} bindings are ${others.every(isHealthy) ? 'Healthy' : 'not all Healthy'}`,
    ],
  };
};

export const badOverride: TourStep = {
  id,
  title: 'A bad override, refused',
  story: `An override for ${cluster} with a typing error. It is refused with its file and line, before anything is sent; the cluster keeps what it runs.`,
  commands: () => [
    ...typedFile(file, text),
    `git add . && git commit -m '${cluster} needs even more' && git push`,
  ],
  play,
};
