import type { KubeObject } from '../../model/resource.ts';
import { fieldsOwnedBy, ownersOf } from './field-owners.ts';
import { frontOf, frontPath, fronts, readFront } from './front.ts';
import type { PersonAtCluster } from './person-at-cluster.ts';
import type { Outcome, Scene, TourStep } from './tour-step.ts';

const id = 'hand-edit';
const cluster = 'eu-1';
const replicas = 1;
/** kubectl's name for what `kubectl patch` writes. */
const hand = 'kubectl-patch';
const patch = { spec: { replicas } };
const field = '.spec.replicas';
const patienceMs = 30_000;

interface Healing {
  /** As the edit left it. */
  readonly edited: KubeObject;
  /** As it was when the value was back; nothing when that did not come. */
  readonly healed?: KubeObject;
  /** Milliseconds between the edit and the heal, both as a watch of the person's own saw them. */
  readonly ms: number;
}

/** The watch runs before the edit, so that no heal is too quick for it. */
const editAndWatch = async (scene: Scene, person: PersonAtCluster, wanted: number): Promise<Healing> => {
  const { metadata } = await person.get(frontPath);
  const open = Promise.withResolvers<void>();
  let editSeenAt: number | undefined;
  let healed: { readonly object: KubeObject; readonly at: number } | undefined;
  const watching = person.watch(
    {
      path: fronts,
      name: 'front',
      version: String(metadata.resourceVersion),
      timeoutMs: patienceMs,
      onOpen: () => open.resolve(),
    },
    (object) => {
      const now = frontOf(object).replicas;
      if (now === replicas) editSeenAt ??= scene.now();
      if (editSeenAt === undefined || now !== wanted) return false;
      healed = { object, at: scene.now() };
      return true;
    },
  );
  await Promise.race([open.promise, watching]);
  const edited = await person.patch(frontPath, patch);
  await watching;
  return healed === undefined
    ? { edited, ms: Number.NaN }
    : { edited, healed: healed.object, ms: healed.at - (editSeenAt ?? healed.at) };
};

const play = async (scene: Scene): Promise<Outcome> => {
  const person = await scene.at(cluster);
  const wanted = (await readFront(person)).replicas;
  const { edited, healed, ms } = await editAndWatch(scene, person, wanted);
  const fields = fieldsOwnedBy(edited, hand).filter((one) => !one.startsWith('.metadata'));
  const seen = [`${hand} took ${fields.join(', ') || 'no field'} on ${cluster}: ${wanted} → ${replicas}`];
  if (!healed) return { asTold: false, seen: [...seen, `not set back within ${patienceMs / 1000} s`] };
  const owners = ownersOf(healed, field);
  const calm = await scene.until(({ bindings }) => bindings.every(({ health }) => health === 'Healthy'));
  return {
    asTold: calm && fields.includes(field) && owners.join() === 'headwater',
    seen: [
      ...seen,
      `set back to ${wanted} after ${ms.toFixed(0)} ms; ${field} belongs to ${owners.join(', ')} again`,
    ],
  };
};

export const handEdit: TourStep = {
  id,
  title: 'An edit by hand, healed',
  story:
    'Somebody scales the front down by hand. The API server itself keeps who set which field, and a watch tells the ' +
    'reconciler at once: it takes its field back, and only that.',
  commands: ({ kubectl }) => [
    `${kubectl} --context ${cluster} -n shop patch deployment front --type merge -p '${JSON.stringify(patch)}'`,
  ],
  play,
};
