import { configMap, paths } from '../objects.ts';
import {
  accept,
  awaitStatus,
  type Case,
  events,
  get,
  mergePatch,
  post,
  remove,
  type Step,
  send,
  watch,
} from '../step.ts';

const { configMaps, secrets } = paths;
const labelled = (name: string, labels: Readonly<Record<string, string>>): Step =>
  post(configMaps, configMap(name, { n: name }, { labels }));
const some = [
  labelled('a', { app: 'x', tier: 'front' }),
  labelled('b', { app: 'y', tier: 'front' }),
  labelled('c', { app: 'x' }),
];
const selected = (selector: string, kind: 'label' | 'field' = 'label'): Step =>
  get(`${configMaps}?${kind}Selector=${encodeURIComponent(selector)}`);
const initial = 'watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';

/** Selectors, pages, versions of lists, and watches. */
export const listCases: readonly Case[] = [
  {
    name: 'label and field selectors of a list',
    steps: [
      ...some,
      ...[
        'app=x',
        'app==x',
        'app!=x',
        'tier',
        '!tier',
        'app in (x,y)',
        'app notin (x)',
        'app=x,tier=front',
      ].map((text) => selected(text)),
      ...['app in x', 'a b', '=x', 'app=not a value', 'app in ()', ',', 'app>1'].map((text) =>
        selected(text),
      ),
      ...['metadata.name=a', 'metadata.name!=a', 'metadata.namespace={ns}', 'metadata.name==b'].map((text) =>
        selected(text, 'field'),
      ),
      ...['data.n=a', 'metadata.labels=x', 'nonsense', 'metadata.name=a,metadata.name=b'].map((text) =>
        selected(text, 'field'),
      ),
      get(`${secrets}?fieldSelector=type%3DOpaque`),
      get('/api/v1/namespaces/{ns}/pods?fieldSelector=status.phase%3DRunning,spec.nodeName%3Dx'),
      get('/apis/batch/v1/namespaces/{ns}/jobs?fieldSelector=status.successful%3D1'),
      get('/apis/apps/v1/namespaces/{ns}/deployments?fieldSelector=spec.replicas%3D1'),
      get('/api/v1/namespaces/{ns}/events?fieldSelector=involvedObject.name%3Dx,type%3DWarning'),
    ],
  },
  {
    name: 'a list page by page',
    steps: [
      ...some,
      get(`${configMaps}?limit=2`, { as: 'first' }),
      get(`${configMaps}?limit=2&continue={{first.metadata.continue}}`),
      get(`${configMaps}?limit=2&continue={{first.metadata.continue}}`, { headers: accept.metadataList }),
      get(`${configMaps}?limit=1&labelSelector=app%3Dx`),
      get(`${configMaps}?limit=3`),
      get(`${configMaps}?limit=0`),
      get(`${configMaps}?limit=-1`),
      get(`${configMaps}?limit=x`),
      get(`${configMaps}?continue=nonsense`),
      get(`${configMaps}?limit=2&continue={{first.metadata.continue}}&resourceVersion=1`),
      labelled('aa', {}),
      remove(`${configMaps}/c`),
      get(`${configMaps}?limit=5&continue={{first.metadata.continue}}`),
      get(`${configMaps}?limit=2`, { headers: accept.table }),
    ],
  },
  {
    name: 'versions that a list or a read asks for',
    steps: [
      post(configMaps, configMap('a', { n: '1' }), { as: 'made' }),
      mergePatch(`${configMaps}/a`, { data: { n: '2' } }, { as: 'changed' }),
      get(`${configMaps}?resourceVersion={{made.metadata.resourceVersion}}&resourceVersionMatch=Exact`),
      get(
        `${configMaps}?resourceVersion={{changed.metadata.resourceVersion}}&resourceVersionMatch=NotOlderThan`,
      ),
      get(`${configMaps}?resourceVersion=0&resourceVersionMatch=Exact`),
      get(`${configMaps}?resourceVersionMatch=Exact`),
      get(`${configMaps}?resourceVersion=1&resourceVersionMatch=Wrong`),
      get(`${configMaps}?resourceVersion=x`),
      get(
        `${configMaps}?resourceVersion={{made.metadata.resourceVersion}}&resourceVersionMatch=Exact&limit=1`,
      ),
      get(`${configMaps}/a?resourceVersion={{made.metadata.resourceVersion}}`),
      get(`${configMaps}/a?resourceVersion=x`),
      get(`${configMaps}?sendInitialEvents=true`),
    ],
  },
  {
    name: 'a watch tells what is there, then every change in order',
    steps: [
      ...some,
      watch('w', `${configMaps}?watch=1`),
      events('w', 3),
      mergePatch(`${configMaps}/a`, { data: { n: '2' } }),
      mergePatch(`${configMaps}/a`, { data: { n: '2' } }),
      remove(`${configMaps}/b`),
      labelled('d', {}),
      events('w', 3),
    ],
  },
  {
    name: 'a watch from a version tells what came after it',
    steps: [
      post(configMaps, configMap('a', { n: '1' }), { as: 'made' }),
      mergePatch(`${configMaps}/a`, { data: { n: '2' } }),
      mergePatch(`${configMaps}/a`, { data: { n: '3' } }),
      watch('w', `${configMaps}?watch=true&resourceVersion={{made.metadata.resourceVersion}}`),
      events('w', 2),
      watch('m', `${configMaps}?watch=1&resourceVersion={{made.metadata.resourceVersion}}`, accept.metadata),
      events('m', 2),
      watch('t', `${configMaps}?watch=1&resourceVersion={{made.metadata.resourceVersion}}`, accept.table),
      events('t', 2),
      watch('o', `${configMaps}?watch=1&fieldSelector=metadata.name%3Da&resourceVersion=0`),
      events('o', 1),
      remove(`${configMaps}/a`),
      events('o', 1),
      events('t', 1),
    ],
  },
  {
    name: 'initial events end with a bookmark, for whole objects and for metadata',
    steps: [
      ...some,
      watch('w', `${configMaps}?${initial}`),
      events('w', 4),
      watch('m', `${configMaps}?${initial}&labelSelector=app%3Dx`, accept.metadata),
      events('m', 3),
      watch('n', `${configMaps}?${initial}&fieldSelector=metadata.name%3Dnone`),
      events('n', 1),
      mergePatch(`${configMaps}/a`, { data: { n: '2' } }),
      events('w', 1),
      events('m', 1),
      watch('t', `${configMaps}?${initial}`, accept.table),
      events('t', 4),
    ],
  },
  {
    name: 'an object that leaves a selection is told as deleted, one that enters it as added',
    steps: [
      labelled('a', { app: 'x' }),
      labelled('b', { app: 'y' }),
      watch('w', `${configMaps}?watch=1&labelSelector=app%3Dx`),
      events('w', 1),
      mergePatch(`${configMaps}/a`, { metadata: { labels: { app: 'y' } } }),
      mergePatch(`${configMaps}/b`, { metadata: { labels: { app: 'x' } } }),
      mergePatch(`${configMaps}/b`, { data: { z: '1' } }),
      mergePatch(`${configMaps}/a`, { data: { z: '1' } }),
      mergePatch(`${configMaps}/a`, { metadata: { labels: { app: 'x' } } }),
      remove(`${configMaps}/a`),
      remove(`${configMaps}/b`),
      events('w', 6),
    ],
  },
  {
    name: 'watches that are refused, and one that ends in its time',
    steps: [
      watch('a', `${configMaps}?watch=1&sendInitialEvents=true`),
      watch('b', `${configMaps}?watch=1&resourceVersion=x`),
      watch('c', `${configMaps}?watch=1&labelSelector=app+in+x`),
      watch('d', `${configMaps}?watch=1&fieldSelector=nonsense%3Dx`),
      watch('e', '/api/v1/namespaces/{ns}/nothings?watch=1'),
      watch('f', `${configMaps}?watch=1&resourceVersionMatch=Exact&resourceVersion=1`),
      watch('g', `${configMaps}?${initial}&resourceVersion=x`),
      watch('h', `${configMaps}?watch=1&timeoutSeconds=1`),
      events('h', 'until the end'),
      watch('i', `${configMaps}?watch=1&timeoutSeconds=x`),
      watch('j', `${configMaps}?watch=1&allowWatchBookmarks=true&timeoutSeconds=1&resourceVersion=0`),
      watch('k', '/api/v1/watch/namespaces/{ns}/configmaps?timeoutSeconds=1'),
      events('k', 'until the end'),
      send('GET', `${configMaps}/none?watch=1&timeoutSeconds=1`),
    ],
  },
  {
    name: 'a collection is deleted by its selector',
    steps: [
      ...some,
      watch('w', `${configMaps}?watch=1`),
      events('w', 3),
      remove(`${configMaps}?labelSelector=tier%3Dfront&dryRun=All`),
      remove(`${configMaps}?labelSelector=tier%3Dfront`),
      events('w', 2),
      get(configMaps),
      remove(configMaps, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }),
      get(configMaps),
      awaitStatus(`${configMaps}/a`, 404),
    ],
  },
];
