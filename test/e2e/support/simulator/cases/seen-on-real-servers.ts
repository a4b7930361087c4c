import { configMap, container, deployment, paths, secret } from '../objects.ts';
import { apply, type Case, get, jsonPatch, mergePatch, put, strategicPatch, tick } from '../step.ts';

const { deployments, secrets, configMaps } = paths;
const front = `${deployments}/front`;
const ours = { manager: 'headwater', query: 'force=true' };
const declared = deployment('front', {
  metadata: { labels: { app: 'front', team: 'shop' }, annotations: { note: 'ours' } },
  spec: { replicas: 2 },
  containers: [
    container('main', {
      args: ['--one', '--two'],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
      resources: { requests: { cpu: '1000m' }, limits: { memory: '64Mi' } },
    }),
  ],
  pod: { initContainers: [container('first'), container('second')] },
});
const by = (manager: string): string => `${front}?fieldManager=${manager}`;
const atContainer = '/spec/template/spec/containers/0';

/** Each row of the drift table: whether our own entry of managedFields moves, and how it is healed. */
export const seenCases: readonly Case[] = [
  {
    name: 'what changes our entry: values and removals by all patches, and the heal',
    steps: [
      apply(front, declared, ours),
      mergePatch(by('kubectl-edit'), { spec: { replicas: 3 } }),
      apply(front, declared, ours),
      mergePatch(by('kubectl-edit'), {
        metadata: { labels: { team: 'other' }, annotations: { note: 'theirs' } },
      }),
      apply(front, declared, ours),
      strategicPatch(by('kubectl-edit'), {
        spec: {
          template: {
            spec: { containers: [{ name: 'main', image: 'x:2', env: [{ name: 'A', value: '9' }] }] },
          },
        },
      }),
      apply(front, declared, ours),
      jsonPatch(by('kubectl-edit'), [{ op: 'replace', path: `${atContainer}/args`, value: ['--one'] }]),
      apply(front, declared, ours),
      jsonPatch(by('kubectl-edit'), [{ op: 'remove', path: `${atContainer}/env/0` }]),
      apply(front, declared, ours),
      jsonPatch(by('kubectl-edit'), [{ op: 'remove', path: `${atContainer}/resources/limits` }]),
      apply(front, declared, ours),
      mergePatch(by('kubectl-edit'), { metadata: { labels: { team: null } } }),
      apply(front, declared, ours),
      mergePatch(`${front}/scale?fieldManager=scaler`, { spec: { replicas: 7 } }),
      apply(front, declared, ours),
      apply(front, deployment('front', { spec: { replicas: 8 } }), { manager: 'other', query: 'force=true' }),
      apply(front, declared, ours),
    ],
  },
  {
    name: 'what leaves our entry as it was',
    times: true,
    steps: [
      apply(front, declared, ours),
      tick,
      apply(front, declared, ours),
      mergePatch(by('other'), { metadata: { labels: { theirs: '1' }, annotations: { theirs: '1' } } }),
      tick,
      strategicPatch(by('other'), {
        spec: {
          template: {
            spec: { containers: [container('side'), { name: 'main', env: [{ name: 'C', value: '3' }] }] },
          },
        },
      }),
      tick,
      strategicPatch(by('other'), {
        spec: {
          template: { spec: { containers: [{ name: 'main', resources: { requests: { cpu: '1' } } }] } },
        },
      }),
      mergePatch(`${front}/status?fieldManager=controller`, { status: { replicas: 2 } }),
      tick,
      apply(front, deployment('front', { spec: { replicas: 2 } }), { manager: 'third', query: 'force=true' }),
      tick,
      mergePatch(by('other'), { spec: { revisionHistoryLimit: 3 } }),
      tick,
      apply(front, declared, ours),
    ],
  },
  {
    name: 'the order inside a keyed list is nobody’s',
    steps: [
      apply(front, declared, ours),
      jsonPatch(by('other'), [
        { op: 'move', from: `${atContainer}/env/1`, path: `${atContainer}/env/0` },
        {
          op: 'move',
          from: '/spec/template/spec/initContainers/1',
          path: '/spec/template/spec/initContainers/0',
        },
      ]),
      apply(front, declared, ours),
    ],
  },
  {
    name: 'an apply under our own name with other values moves only the time',
    times: true,
    steps: [
      apply(`${configMaps}/one`, configMap('one', { a: '1' }), ours),
      tick,
      apply(`${configMaps}/one`, configMap('one', { a: '2' }), ours),
      tick,
      put(`${configMaps}/one?fieldManager=headwater`, configMap('one', { a: '3' })),
      tick,
      apply(`${configMaps}/one`, configMap('one', { a: '3' }), ours),
    ],
  },
  {
    name: 'stringData is owned as it was sent, and a later change of data is not seen',
    steps: [
      apply(`${secrets}/one`, secret('one', { stringData: { a: 'x' } }), ours),
      mergePatch(`${secrets}/one?fieldManager=other`, { data: { a: 'eQ==' } }),
      apply(`${secrets}/one`, secret('one', { stringData: { a: 'x' } }), ours),
      get(`${secrets}/one`),
    ],
  },
];
