import { readFileSync } from 'node:fs';
import { wrongFlag } from './wrong-flag.ts';

/** What a file holds, without the space around it. Throws InvalidFlag where it cannot be read or holds nothing. */
export const readSecret = (flag: string, file: string | undefined): string | undefined => {
  if (file === undefined) return undefined;
  const secret = read(flag, file);
  if (secret === '') throw wrongFlag(`${flag} ${file} is empty`, 'name a file that holds the secret alone');
  return secret;
};

const read = (flag: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw wrongFlag(`${flag} ${file} cannot be read`, 'name a readable file that holds nothing else');
  }
};
