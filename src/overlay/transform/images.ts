import { isJsonObject, type Json } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import { type FieldPath, type FieldWrite, writeFields } from '../../patch/write-fields.ts';
import type { ImageChange } from '../../repository/overlay.ts';
import { type ContextOf, forCluster, type StepOutcome } from '../step-context.ts';
import { changedImage, splitImage } from './image-name.ts';
import { type Place, pathsAt, valueAt, workloadPlaces } from './workload-places.ts';

/** Where a Pod spec names images. */
const imagesOfPods: readonly Place[] = [
  ['containers', '[]', 'image'],
  ['initContainers', '[]', 'image'],
  ['ephemeralContainers', '[]', 'image'],
  ['volumes', '[]', 'image', 'reference'],
];

/** In a kind that nothing is known of: wherever it lists containers, as kustomize has it. */
const imagesOfUnknown = (value: Json, path: FieldPath): readonly FieldPath[] => {
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => imagesOfUnknown(item, [...path, index]));
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...path, key];
    const isList = (key === 'containers' || key === 'initContainers') && Array.isArray(item);
    const own = isList ? pathsAt(item, ['[]', 'image']).map((below) => [...here, ...below]) : [];
    return [...own, ...imagesOfUnknown(item, here)];
  });
};

const imagePlaces = (object: KubeObject): readonly FieldPath[] => {
  const places = workloadPlaces(object);
  if (!places) return imagesOfUnknown(object, []);
  return places.podSpecs.flatMap((spec) =>
    imagesOfPods.flatMap((place) => pathsAt(object, [...spec, ...place])),
  );
};

/** Whether a kind may name images at all. */
export const mayHoldImages = (object: KubeObject): boolean => {
  const places = workloadPlaces(object);
  return places === undefined || places.podSpecs.length > 0;
};

/** Every image of an object, with its path. */
export const imagesOf = (
  object: KubeObject,
): readonly { readonly path: FieldPath; readonly image: string }[] =>
  imagePlaces(object).flatMap((path) => {
    const image = valueAt(object, path);
    return typeof image === 'string' ? [{ path, image }] : [];
  });

/** The part of an entry that a change is told at. */
const fromOf = ({ newTag, digest }: ImageChange): string => {
  if (newTag !== undefined) return '/newTag';
  return digest === undefined ? '/newName' : '/digest';
};

/** Gives the images of one name another name, tag or digest. */
export const applyImage = (context: ContextOf<'image'>): StepOutcome => {
  const { object, step, record } = context;
  const images = imagesOf(object);
  if (images.length === 0) return undefined;
  const found = forCluster(context, step.image, step.pointer);
  if (!('value' in found)) return found;
  const change = found.value;
  const writes = images.flatMap(({ path, image }): readonly FieldWrite[] => {
    const parts = splitImage(image);
    if (parts.name !== change.name) return [];
    return [{ path, value: changedImage(parts, change), from: fromOf(change) }];
  });
  return writes.length === 0 ? undefined : { value: writeFields(object, writes, record) };
};
