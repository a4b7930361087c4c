import type { Diagnostic } from '../model/diagnostic.ts';
import { ourPrefix } from '../model/digest.ts';
import { pointerToken } from '../model/json.ts';
import type { FleetDocument } from '../repository/fleet.ts';

/** Reads `headwater.dev/*` annotations and collects what is wrong with them. */
export interface AnnotationReader {
  /** One of a few words. */
  word<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word;
  flag(name: string): boolean;
  integer(name: string, otherwise: number): number;
  readonly diagnostics: readonly Diagnostic[];
}

const maxInteger = 1_000_000;

export const annotationReader = (
  annotations: Readonly<Record<string, unknown>>,
  document: FleetDocument,
): AnnotationReader => {
  const diagnostics: Diagnostic[] = [];
  const read = (name: string): unknown => {
    const key = ourPrefix + name;
    return Object.hasOwn(annotations, key) ? annotations[key] : undefined;
  };
  const wrong = (name: string, wanted: string): void => {
    const key = ourPrefix + name;
    diagnostics.push({
      code: 'InvalidField',
      severity: 'error',
      message: `the annotation ${key} must be ${wanted}`,
      source: document.positions.at(`/metadata/annotations/${pointerToken(key)}`),
    });
  };
  return {
    diagnostics,
    word(name, words, otherwise) {
      const value = read(name);
      if (value === undefined) return otherwise;
      const found = words.find((word) => word === value);
      if (found === undefined) wrong(name, words.join(' or '));
      return found ?? otherwise;
    },
    flag(name) {
      return this.word(name, ['true', 'false'], 'false') === 'true';
    },
    integer(name, otherwise) {
      const value = read(name);
      if (value === undefined) return otherwise;
      const number = typeof value === 'string' && /^-?\d{1,7}$/.test(value) ? Number(value) : Number.NaN;
      if (Math.abs(number) <= maxInteger) return number;
      wrong(name, 'a whole number in quotes, between -1000000 and 1000000');
      return otherwise;
    },
  };
};
