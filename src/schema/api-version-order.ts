/** `v1` → stable, `v2beta1` → beta; anything else is least stable, as API servers order it. */
const versionPattern = /^v(\d+)(?:(alpha|beta)(\d+))?$/;

/** Greater is preferred: stable before beta before alpha, then the greater major, then the greater minor. */
const rankOf = (version: string): readonly [stability: number, major: number, minor: number] => {
  const match = versionPattern.exec(version);
  if (match === null) return [0, 0, 0];
  const stability = match[2] === undefined ? 3 : match[2] === 'beta' ? 2 : 1;
  return [stability, Number(match[1]), Number(match[3] ?? 0)];
};

/** Orders versions as Kubernetes does (apimachinery `CompareKubeAwareVersionStrings`), the preferred one first. */
export const byApiVersion = (a: string, b: string): number => {
  const left = rankOf(a);
  const right = rankOf(b);
  for (const index of [0, 1, 2] as const) {
    if (left[index] !== right[index]) return right[index] - left[index];
  }
  return a < b ? -1 : a > b ? 1 : 0;
};
