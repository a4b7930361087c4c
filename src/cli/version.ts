import { readFileSync } from 'node:fs';

/** The package's version; package.json stands two folders up from the sources and three from the build. */
export const packageVersion = (): string => {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      return String(JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version);
    } catch {
      // the other layout
    }
  }
  return 'unknown';
};
