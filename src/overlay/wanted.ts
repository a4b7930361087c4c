import type { FeedResource } from '../repository/fleet.ts';
import { nearest } from '../repository/nearest.ts';
import { placedObject } from './placed-object.ts';
import type { Step } from './step-kind.ts';
import { splitImage } from './transform/image-name.ts';
import { imagesOf } from './transform/images.ts';
import { hasReplicas } from './transform/replicas.ts';

/** What a step looks for, as a person would say it. */
export interface Wanted {
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** `*` and `?` have a meaning. */
  readonly glob: boolean;
}

const exactly = (kind: string, name: string, namespace: string | undefined): Wanted => ({
  kind,
  name,
  namespace,
  glob: false,
});

/** undefined where a step is for every object. */
export const wantedOf = (step: Step): Wanted | undefined => {
  switch (step.type) {
    case 'partial':
      return exactly(step.object.kind, step.object.metadata.name, step.object.metadata.namespace);
    case 'patch':
    case 'ignoreFields': {
      const { kind, name, namespace } = step.target;
      return { kind, name, namespace, glob: true };
    }
    case 'values':
      return { kind: 'HelmChart', name: step.target.name, namespace: step.target.namespace, glob: true };
    case 'replicas':
      return exactly('replicas', step.replicas.name, step.replicas.namespace);
    case 'image':
      return exactly('image', step.image.name, undefined);
    case 'clusternet': {
      const { kind, name, namespace } = step.overrides.feed;
      return exactly(kind, name, namespace);
    }
    case 'labels':
    case 'annotations':
      return undefined;
    default: {
      const never: never = step;
      throw new Error(`unhandled step ${JSON.stringify(never)}`);
    }
  }
};

export const written = ({ kind, name, namespace }: Omit<Wanted, 'glob'>): string =>
  `${kind ?? '*'} ${namespace ? `${namespace}/` : ''}${name ?? '*'}`;

const looksLikeRegex = ({ kind, name, namespace, glob }: Wanted): boolean =>
  glob && [kind, name, namespace].some((text) => text !== undefined && /[\\^$|]|\.\*|\.\+/.test(text));

const namesOf = ({ kind: wanted }: Wanted, resource: FeedResource): readonly string[] => {
  const object = placedObject(resource);
  const { kind, metadata } = object;
  const { name, namespace } = metadata;
  if (wanted === 'image') return imagesOf(object).map(({ image }) => `image ${splitImage(image).name}`);
  if (wanted === 'replicas') return hasReplicas(object) ? [written({ kind: wanted, name, namespace })] : [];
  return [written({ kind, name, namespace })];
};

/** The nearest thing that there is, or why a pattern is none. */
export const hintFor = (wanted: Wanted, resources: readonly FeedResource[]): string | undefined => {
  if (looksLikeRegex(wanted)) return 'targets are whole names with * and ?, not regular expressions';
  const names = resources.flatMap((resource) => namesOf(wanted, resource));
  const exact = names.find((name) => name.endsWith(`/${wanted.name}`) && name.startsWith(`${wanted.kind} `));
  const near = exact ?? nearest(written(wanted), names);
  return near === undefined ? undefined : `did you mean ${near}?`;
};
