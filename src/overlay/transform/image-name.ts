import type { ImageChange } from '../../repository/overlay.ts';

/** An image reference, `[registry[:port]/]path[:tag][@digest]`. */
export interface ImageName {
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Splits a reference. The colon of a registry's port stands before the last slash, and begins no tag. */
export const splitImage = (reference: string): ImageName => {
  const at = reference.indexOf('@');
  const tagged = at < 0 ? reference : reference.slice(0, at);
  const colon = tagged.indexOf(':', tagged.lastIndexOf('/') + 1);
  return {
    name: colon < 0 ? tagged : tagged.slice(0, colon),
    ...(colon >= 0 && { tag: tagged.slice(colon + 1) }),
    ...(at >= 0 && { digest: reference.slice(at + 1) }),
  };
};

/** A new tag takes the old digest away and a new digest the old tag, as with kustomize; a new name alone keeps both. */
export const changedImage = (
  image: ImageName,
  { newName, newTag, digest }: Omit<ImageChange, 'pointer' | 'name'>,
): string => {
  const kept = newTag === undefined && digest === undefined ? image : { tag: newTag, digest };
  const tag = kept.tag === undefined ? '' : `:${kept.tag}`;
  return `${newName ?? image.name}${tag}${kept.digest === undefined ? '' : `@${kept.digest}`}`;
};
