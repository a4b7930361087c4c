const maxLength = 1_000;
/** Fields by which we find an object again and know it as ours; to leave one to others would lose the object. */
const ownFields =
  /^\/(?:apiVersion|kind|status|metadata(?:\/(?:name|namespace|uid|resourceVersion|managedFields))?)(?:\/|$)/;
const ourKeys = /^\/metadata\/(?:labels|annotations)(?:\/(?:headwater\.dev|applyset\.kubernetes\.io)~1.*)?$/;

/** Why a text is no field that can be left to others; undefined where it is one. */
export const wrongIgnoredField = (path: string): string | undefined => {
  if (!path.startsWith('/')) return `"${path}" is no JSON Pointer: it starts with "/"`;
  if (/~(?![01])/.test(path)) return `"${path}" is no JSON Pointer: "~" stands only in "~0" and "~1"`;
  if (path.length > maxLength) return `a path is longer than ${maxLength} characters`;
  if (/\/(?:-)?(?:\/|$)/.test(path)) return `"${path}" has an empty part, or "-", and names no field`;
  if (ownFields.test(path))
    return `${path} is not left to others: it is what the object is, or no part of an apply`;
  if (ourKeys.test(path)) return `${path} holds what marks the object as ours: name one label or annotation`;
  return undefined;
};
