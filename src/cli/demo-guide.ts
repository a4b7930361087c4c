import type { Demo } from '../demo/demo.ts';

const kubectlOf = (demo: Demo): string => demo.fleet.kubectl ?? 'kubectl';

/** What can be shown on these clusters: the files of examples-repo speak of eu-1 and us-1. */
const editedCluster = (demo: Demo): string =>
  ['eu-1', 'us-1'].find((name) => demo.clusters.includes(name)) ?? demo.clusters[0]!;

/** Where everything is, and three things to try. */
export const guideText = (demo: Demo): string => {
  const cluster = editedCluster(demo);
  return `
  ${demo.clusters.length} ${demo.fleet.name}, a git server and the reconciler run, on this machine only.

  clone        git clone ${demo.cloneUrl} fleet
  clusters     export KUBECONFIG=${demo.fleet.adminKubeconfig}
  status       npm run headwater -- status --server ${demo.headwater.url}

  Three things to try in a second terminal:
  1. push a change     edit feeds/shop/front.yaml, git commit, git push: the fleet follows within a second or two
  2. edit by hand      ${kubectlOf(demo)} --context ${cluster} -n shop scale deployment/front --replicas 9: healed at once
  3. go back           git revert --no-edit HEAD && git push: the fleet runs what it ran before

  npm start -- --tour plays them as a story. Ctrl-C ends it all and leaves nothing behind.

`;
};

/** The same for scripts, one line of JSON. */
export const startFacts = (demo: Demo): string =>
  `${JSON.stringify({
    event: 'started',
    fleet: demo.fleet.name,
    cloneUrl: demo.cloneUrl,
    branch: 'main',
    kubeconfig: demo.fleet.adminKubeconfig,
    server: demo.headwater.url,
    clusters: demo.clusters,
  })}\n`;

export interface HealthyFacts {
  readonly bindings: number;
  /** Milliseconds since the process began. */
  readonly ms: number;
}

/** Told once, when every binding is Healthy for the first time. */
export const healthyText = ({ bindings, ms }: HealthyFacts, json: boolean): string =>
  json
    ? `${JSON.stringify({ event: 'healthy', bindings, ms: Math.round(ms) })}\n`
    : `All ${bindings} bindings are Healthy, ${(ms / 1000).toFixed(1)} s after the start.\n`;
