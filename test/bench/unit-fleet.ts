import { atOnce, clusterFile } from '../e2e/support/fleet-files.ts';

type Files = Readonly<Record<string, string>>;

export interface UnitFleet {
  /** The fleet's id: another one for each run, so that every run creates. */
  readonly id: string;
  readonly namespace: string;
  readonly clusters: readonly string[];
  readonly units: number;
}

/** Small objects of a unit: two ConfigMaps, a Secret, a ServiceAccount. */
export const objectsPerUnit = 4;

/** `unit-0042`. */
export const unitName = (index: number): string => `unit-${String(index).padStart(4, '0')}`;

/** Fleet and clusters, no unit yet. */
export const emptyFleet = (fleet: UnitFleet): Files => ({
  ...(atOnce as Files),
  'fleet.yaml': (atOnce as Files)['fleet.yaml']!.replace('name: e2e', `name: ${fleet.id}`),
  ...Object.assign({}, ...fleet.clusters.map((name) => clusterFile(name))),
});

const subscription = (fleet: UnitFleet, index: number): string => `apiVersion: apps.clusternet.io/v1alpha1
kind: Subscription
metadata: { name: ${unitName(index)}, namespace: default }
spec:
  subscribers:
    - clusterAffinity: { matchLabels: { name: ${clusterOf(fleet, index)} } }
`;

/** Units are dealt out in turn. */
export const clusterOf = (fleet: UnitFleet, index: number): string =>
  fleet.clusters[index % fleet.clusters.length]!;

/** The four objects; `version` stands in each of them. */
export const unitObjects = (fleet: UnitFleet, index: number, version: string): Files => {
  const name = unitName(index);
  const meta = (suffix: string): string => `{ name: ${name}-${suffix}, namespace: ${fleet.namespace} }`;
  const folder = `feeds/${name}`;
  const secret = Buffer.from(`s3cret-${version}`).toString('base64');
  return {
    [`${folder}/app.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata: ${meta('app')}
data: { version: "${version}", LEVEL: info, REGION: eu-central-1 }
`,
    [`${folder}/settings.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata: ${meta('settings')}
data:
  settings.ini: |
    [server]
    port = 8080
    release = ${version}
`,
    [`${folder}/secret.yaml`]: `apiVersion: v1
kind: Secret
metadata: ${meta('secret')}
type: Opaque
data: { password: ${secret} }
`,
    [`${folder}/account.yaml`]: `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}-account
  namespace: ${fleet.namespace}
  annotations: { example.com/version: "${version}" }
`,
  };
};

/** Every object of every unit at this version. */
export const allObjects = (fleet: UnitFleet, version: string): Files => {
  const files: Record<string, string> = {};
  for (let index = 0; index < fleet.units; index += 1)
    Object.assign(files, unitObjects(fleet, index, version));
  return files;
};

/** The whole repository. */
export const fullFleet = (fleet: UnitFleet, version: string): Files => {
  const files: Record<string, string> = { ...emptyFleet(fleet), ...allObjects(fleet, version) };
  for (let index = 0; index < fleet.units; index += 1)
    files[`feeds/${unitName(index)}/subscription.yaml`] = subscription(fleet, index);
  return files;
};
