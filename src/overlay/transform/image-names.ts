import { isJsonObject, type Json } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import type { Fleet } from '../../repository/fleet.ts';
import { matchesGlob } from '../glob.ts';
import { overrideValue } from '../override-value.ts';
import { stepsOf } from '../step.ts';
import type { Step } from '../step-kind.ts';
import { splitImage } from './image-name.ts';
import { imagesOf } from './images.ts';

export const namesImage = (object: KubeObject, name: string): boolean =>
  imagesOf(object).some(({ image }) => splitImage(image).name === name);

const isImageField = (name: string): boolean => name === 'image' || name === 'reference';

/** The texts of a patch that become images: under the field's name, or as the value of an operation on it. */
const imageTexts = (value: Json): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(imageTexts);
  if (!isJsonObject(value)) return [];
  const { path, value: operand } = value;
  const field = typeof path === 'string' ? path.slice(path.lastIndexOf('/') + 1) : '';
  const set = isImageField(field) && typeof operand === 'string' ? [operand] : [];
  const below = Object.entries(value).flatMap(([key, item]) =>
    isImageField(key) && typeof item === 'string' ? [item] : imageTexts(item),
  );
  return [...set, ...below];
};

const broughtBy = (step: Step): readonly string[] => {
  switch (step.type) {
    case 'image':
      return step.image.newName === undefined ? [] : [step.image.newName];
    case 'partial':
    case 'patch':
      return imageTexts(step.patch);
    case 'clusternet': {
      const read = overrideValue(step.override);
      return 'value' in read ? imageTexts(read.value) : [];
    }
    default:
      return [];
  }
};

/** An expression may come to any text. */
const patternOf = (text: string): string => splitImage(text.replaceAll(/\$\{\{[^}]*\}\}/g, '*')).name;

const known = new WeakMap<Fleet, readonly string[]>();

/** Whether a layer may give an image this name. */
export const mayBringImage = (fleet: Fleet, name: string): boolean => {
  const patterns = known.get(fleet) ?? [
    ...new Set(fleet.layers.flatMap(stepsOf).flatMap(broughtBy).map(patternOf)),
  ];
  known.set(fleet, patterns);
  return patterns.some((pattern) => matchesGlob(pattern, name));
};
