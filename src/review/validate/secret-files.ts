import { placedObject } from '../../overlay/placed-object.ts';
import { mayReach, type Step, stepsOf } from '../../overlay/step.ts';
import { isSecret } from '../../render/secret-data.ts';
import type { Fleet } from '../../repository/fleet.ts';

const isPatch = (step: Step): boolean => step.type !== 'labels' && step.type !== 'annotations';

/** Files whose lines may hold a Secret's values: manifests of Secrets, and what patches them. */
export const secretFiles = (fleet: Fleet): ReadonlySet<string> => {
  const secrets = fleet.resources.filter((resource) => isSecret(placedObject(resource)));
  const files = new Set(secrets.map(({ document }) => document.file));
  for (const layer of fleet.layers) {
    const { feeds } = layer;
    const reached = secrets.filter(({ feed }) => !feeds || feeds.includes(feed)).map(placedObject);
    for (const step of stepsOf(layer).filter(isPatch)) {
      if (reached.some((secret) => mayReach(step, secret))) files.add(step.document.file);
    }
  }
  return files;
};
