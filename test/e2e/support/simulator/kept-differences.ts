/** A difference between the simulator and a real API server that is kept on purpose. */
export interface KeptDifference {
  /** Name of the case. */
  readonly of: string;
  /** From 1; in any step where absent. */
  readonly step?: number;
  /** Which paths may differ, as `differencesOf` writes them. */
  readonly path: RegExp;
  readonly reason: string;
}

/** All of them. One that is no difference any more fails the case that it names. */
export const keptDifferences: readonly KeptDifference[] = [
  {
    of: 'what of an object never changes',
    step: 16,
    path: /^body\.(?:message|details\.causes\[0\]\.message)$/,
    reason:
      'the refusal of a new Job template quotes it as a Go struct of internal names, which nobody reads',
  },
  {
    of: 'status of a Pod and of a Service',
    step: 5,
    path: /^body\.(?:message|details\.causes\[0\]\.message)$/,
    reason: 'the refusal of a change to a Pod ends with a diff of Go structs',
  },
  {
    of: 'JSON patches inside lists',
    step: 8,
    path: /^body\.(?:message|details\.causes\[0\]\.message)$/,
    reason: 'the refusal quotes the whole object, its members in an order that only Go structs have',
  },
  {
    of: 'merge patches',
    step: 9,
    path: /^body\.(?:message|details\.causes\[0\]\.message)$/,
    reason: 'the refusal quotes the whole object, its members in an order that only Go structs have',
  },
  {
    of: 'a null in the data of a Secret',
    path: /^body\.metadata\.resourceVersion$/,
    reason: 'Go tells nil bytes from empty ones, and stores the object again when the one became the other',
  },
];
