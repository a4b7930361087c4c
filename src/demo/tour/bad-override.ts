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

const othersOf = (status: FleetStatus): readonly BindingStatus[] => {
  const bad = refused(status);
  return status.bindings.filter((binding) => !bad.includes(binding));
};

const play = async (scene: Scene): Promise<Outcome> => {
  const person = await scene.at(cluster);
  const before = await readFront(person);
  const commit = await scene.clone.push(`${cluster} needs even more`, file, text);
  // Pods that the step before took away may still be on their way back
  const planned = await scene.until(
    (status) =>
      status.source.commit === commit && refused(status).length > 0 && othersOf(status).every(isHealthy),
  );
  const after = await readFront(person);
  const bad = refused(scene.status());
  const others = othersOf(scene.status());
  const unchanged = after.replicas === before.replicas && after.image === before.image;
  return {
    asTold: planned && unchanged && bad.every((binding) => binding.cluster === cluster),
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
