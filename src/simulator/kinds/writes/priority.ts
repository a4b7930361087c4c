const systemPriorities: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

/** The priority of a Pod as admission fills it in; classes of users are not looked up, and count as 0. */
export const priorityOf = (priorityClassName: unknown): number =>
  typeof priorityClassName === 'string' ? (systemPriorities[priorityClassName] ?? 0) : 0;
