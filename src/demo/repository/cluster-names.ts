/** The clusters that examples-repo has files for. */
export const exampleClusters: readonly string[] = ['dev-1', 'eu-1', 'eu-2', 'us-1'];

const regions = ['eu', 'us', 'ap'];

/**
 * Names for a fleet of some size, region-number, so that those of examples-repo are among them: dev-1, eu-1, us-1,
 * ap-1, eu-2, and so on.
 */
export const clusterNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    if (index === 0) return 'dev-1';
    const region = regions[(index - 1) % regions.length];
    return `${region}-${Math.floor((index - 1) / regions.length) + 1}`;
  });
