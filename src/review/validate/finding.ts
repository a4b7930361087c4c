import type { Diagnostic } from '../../model/diagnostic.ts';

/** What validate tells: a diagnostic, once, with the clusters that have it where it is not of the repository as such. */
export interface Finding extends Diagnostic {
  /** Sorted. */
  readonly clusters?: readonly string[];
}

const fewClusters = 4;

/** The message with its clusters: their names while they are few. */
export const findingMessage = ({ message, clusters = [] }: Finding): string => {
  if (clusters.length === 0) return message;
  const where = clusters.length > fewClusters ? `${clusters.length} clusters` : clusters.join(', ');
  return `on ${where}: ${message}`;
};
