/** One run of kubectl in the script's own namespace. */
export interface KubectlStep {
  readonly args: readonly string[];
  /** Standard input. */
  readonly input?: string;
  /** Shell command that `kubectl edit` runs on the file. */
  readonly editor?: string;
  /** Only the exit code and which lines there are, not their order: events and lists of Pods. */
  readonly unordered?: boolean;
  /** Why the output differs and only the exit code is the same; an output that is equal fails then. */
  readonly kept?: string;
}

const run = (line: string, rest: Omit<KubectlStep, 'args'> = {}): KubectlStep => ({
  args: line.split(' '),
  ...rest,
});

const config = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, labels: { app: shop } }
data: { level: info, colour: blue }
`;
const front = (image: string, replicas = 2): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: front, labels: { app: shop } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: front } }
  template:
    metadata: { labels: { app: front } }
    spec:
      containers: [{ name: front, image: "registry.test/front:${image}", ports: [{ containerPort: 80 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: front, labels: { app: shop } }
spec: { selector: { app: front }, ports: [{ port: 80 }] }
`;
const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: gauges.kubectl.test }
spec:
  group: kubectl.test
  scope: Namespaced
  names: { kind: Gauge, plural: gauges, singular: gauge, shortNames: [gg] }
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {}, scale: { specReplicasPath: .spec.size, statusReplicasPath: .status.ready } }
      additionalPrinterColumns: [{ name: Size, type: integer, jsonPath: .spec.size }]
      schema:
        openAPIV3Schema:
          type: object
          description: A gauge measures.
          properties:
            spec: { type: object, description: What is wanted., properties: { size: { type: integer, minimum: 1 }, note: { type: string, default: none } } }
            status: { type: object, properties: { ready: { type: integer } } }
`;
const gauge = (size: string): string =>
  `apiVersion: kubectl.test/v1\nkind: Gauge\nmetadata: { name: one }\nspec: { size: ${size} }\n`;

const reads: readonly KubectlStep[] = [
  'get configmaps settings',
  'get configmap/settings -o yaml',
  'get cm -l app=shop -o name',
  'get cm -l app=none',
  'get cm --field-selector metadata.name=settings',
  'get cm --field-selector data.level=x',
  'get cm settings -o jsonpath={.data.level}',
  'get cm,deploy,svc -l app=shop',
  'get deploy,svc -l app=shop -o wide',
  'get deploy front -o yaml --show-managed-fields=false',
  'get nothings',
  'get cm none',
  'describe cm settings',
].map((line) => run(line));

/** The real fleet has no Node, and its endpoint controller passes over Pods whose Node it does not find. */
const endpoints = run('describe svc front', {
  kept: 'the simulated Pods have a node, so their Service has endpoints',
});

const undescribed = 'the schema table carries no descriptions: they would be nine tenths of it';

/** What a person does with a cluster, in order; both servers are to say the same. */
export const kubectlScript: readonly KubectlStep[] = [
  run('version'),
  run('create configmap made --from-literal=a=1'),
  run('create configmap made --from-literal=a=1'),
  run('apply -f -', { input: config }),
  run('apply -f -', { input: config }),
  run('diff -f -', { input: config }),
  run('diff -f -', { input: config.replace('info', 'debug') }),
  run('apply -f -', { input: config.replace('info', 'debug') }),
  run('apply --dry-run=server -f -', { input: config }),
  run('apply --dry-run=client -f -', { input: config }),
  run('apply -f -', { input: config.replace('data:', 'dada:') }),
  run('apply --server-side -f -', { input: config.replace('info', 'warn') }),
  run('apply --server-side --force-conflicts -f -', { input: config.replace('info', 'warn') }),
  run('apply --server-side --field-manager=other -f -', { input: config.replace('info', 'error') }),
  run('diff --server-side --force-conflicts -f -', { input: config.replace('info', 'error') }),
  run('apply -f -', { input: front('1') }),
  run('rollout status deploy/front --timeout=60s'),
  run('wait deploy/front --for=condition=Available --timeout=60s'),
  ...reads,
  endpoints,
  run('get pods -l app=front', { unordered: true }),
  run('get pods -o wide -l app=front', { unordered: true }),
  run('get rs -l app=front'),
  run('describe deploy front', { unordered: true }),
  run('edit cm settings', { editor: 'sed -i s/blue/green/' }),
  run('edit cm settings', { editor: 'true' }),
  run('edit cm settings', { editor: 'sed -i s/^data:/dada:/' }),
  run('get cm settings -o jsonpath={.data}'),
  run('patch cm settings -p {"data":{"x":"1"}}'),
  run('patch cm settings --type=merge -p {"data":{"x":null}}'),
  run('patch cm settings --type=json -p [{"op":"add","path":"/data/y","value":"2"}]'),
  run('patch cm settings --type=json -p [{"op":"remove","path":"/data/none"}]'),
  run(
    'patch deploy front -p {"spec":{"template":{"spec":{"containers":[{"name":"front","env":[{"name":"A","value":"1"}]}]}}}}',
  ),
  run('rollout status deploy/front --timeout=60s'),
  run('rollout history deploy/front'),
  run('set image deploy/front front=registry.test/front:2'),
  run('rollout status deploy/front --timeout=60s'),
  run('scale deploy front --replicas=3'),
  run('rollout status deploy/front --timeout=60s'),
  run('scale deploy front --replicas=1 --current-replicas=7'),
  run('get deploy front -o jsonpath={.status.readyReplicas}'),
  run('label cm settings tier=back'),
  run('label cm settings tier=front'),
  run('label cm settings tier=front --overwrite'),
  run('label cm settings tier-'),
  run('annotate cm settings note=hello'),
  run('annotate cm settings note-'),
  run('api-resources --api-group=apps'),
  run('api-resources --api-group='),
  run('api-versions'),
  run('explain deployment.spec.replicas', { kept: undescribed }),
  run('explain configmap', { kept: undescribed }),
  run('create -f -', { input: definition }),
  run('wait crd/gauges.kubectl.test --for=condition=Established --timeout=30s'),
  run('api-resources --api-group=kubectl.test'),
  run('create -f -', { input: gauge('2') }),
  run('apply -f -', { input: gauge('0') }),
  run('apply --server-side -f -', { input: gauge('3') }),
  run('get gauges'),
  run('get gg one -o yaml'),
  run('explain gauge.spec'),
  run('scale gauge one --replicas=4'),
  run('describe gauge one'),
  run('delete gauge one'),
  run('delete crd gauges.kubectl.test'),
  run('get gauges'),
  run('delete cm made settings'),
  run('delete cm made --ignore-not-found'),
  run('delete cm made'),
  run('delete deploy,svc -l app=shop'),
  run('wait deploy/front --for=delete --timeout=60s'),
  run('wait pods -l app=front --for=delete --timeout=60s'),
  run('get all'),
  run('create namespace kubectl-more'),
  run('get namespace kubectl-more'),
  run('delete namespace kubectl-more --timeout=60s'),
];
