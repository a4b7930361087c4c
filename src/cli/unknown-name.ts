import { HeadwaterError } from '../model/diagnostic.ts';
import { nearest } from '../repository/nearest.ts';

/** The error for a name that a repository does not have, with the nearest that it has. */
export const unknownName = (what: string, name: string, known: readonly string[]): HeadwaterError => {
  const guess = nearest(name, known);
  const hint = guess === undefined ? `there are: ${known.slice(0, 20).join(', ')}` : `did you mean ${guess}?`;
  const message = `no ${what} ${name} in this repository`;
  return new HeadwaterError(
    { code: 'UnknownReference', severity: 'error', message, hint },
    { retryable: false },
  );
};
