import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** examples-repo stands beside src in the checkout, and beside dist in the package. */
export const examplesFolder = (): string => {
  const candidates = ['../../examples-repo', '../../../examples-repo'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return candidates.find((path) => existsSync(path)) ?? candidates[0]!;
};
