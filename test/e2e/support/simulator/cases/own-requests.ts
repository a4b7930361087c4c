import { configMap, paths } from '../objects.ts';
import { accept, apply, type Case, events, get, jsonPatch, post, put, remove, watch } from '../step.ts';

const { configMaps, secrets } = paths;
const metadata = accept.metadata;
const parent = (data: Readonly<Record<string, string>>, rest: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'parent',
    labels: { 'applyset.kubernetes.io/id': 'applyset-x-v1' },
    annotations: { 'applyset.kubernetes.io/tooling': 'headwater/v1', ...data },
    ...rest,
  },
});
const member = (data: Readonly<Record<string, string>>, rest: Readonly<Record<string, string>> = {}) =>
  configMap('member', data, {
    ...rest,
    labels: { 'applyset.kubernetes.io/part-of': 'applyset-x-v1' },
    annotations: { 'headwater.dev/digest': 'abc' },
  });
const one = `${configMaps}/member`;
const ours = { manager: 'headwater', query: 'force=true&fieldValidation=Strict', headers: metadata };
const withType = { ...metadata, 'content-type': 'application/apply-patch+yaml' };

/** The requests that Headwater itself sends, in its order and with its headers. */
export const ownRequestCases: readonly Case[] = [
  {
    name: 'an object is made, kept, healed and removed',
    steps: [
      watch(
        'w',
        `${configMaps}?watch=1&labelSelector=applyset.kubernetes.io%2Fpart-of%3Dapplyset-x-v1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`,
        metadata,
      ),
      events('w', 1),
      apply(one, member({ a: '1' }, { resourceVersion: '1' }), { ...ours, headers: withType, as: 'made' }),
      apply(one, member({ a: '1' }, { resourceVersion: '1' }), { ...ours, headers: withType }),
      apply(one, member({ a: '1' }, { uid: '{{made.metadata.uid}}' }), { ...ours, headers: withType }),
      apply(one, member({ a: '2' }, { uid: '{{made.metadata.uid}}' }), {
        ...ours,
        headers: withType,
        as: 'now',
      }),
      get(one, { headers: metadata }),
      remove(one, {
        preconditions: { uid: '{{made.metadata.uid}}', resourceVersion: '{{made.metadata.resourceVersion}}' },
        propagationPolicy: 'Background',
      }),
      remove(one, {
        preconditions: { uid: '{{made.metadata.uid}}', resourceVersion: '{{now.metadata.resourceVersion}}' },
        propagationPolicy: 'Background',
      }),
      events('w', 3),
      apply(one, member({ a: '2' }, { uid: '{{made.metadata.uid}}' }), { ...ours, headers: withType }),
      apply(one, { ...member({ a: '2' }), wrong: 1 }, { ...ours, headers: withType }),
    ],
  },
  {
    name: 'a parent is written by comparing versions',
    steps: [
      post(secrets, { ...parent({ x: '1' }), kind: 'Secret' }, { as: 'made' }),
      get(`${secrets}?labelSelector=applyset.kubernetes.io%2Fid`, { headers: accept.metadataList }),
      put(
        `${secrets}/parent?fieldManager=headwater`,
        { ...parent({ x: '2' }, { resourceVersion: '{{made.metadata.resourceVersion}}' }), kind: 'Secret' },
        { headers: metadata, as: 'next' },
      ),
      put(
        `${secrets}/parent?fieldManager=headwater`,
        { ...parent({ x: '3' }, { resourceVersion: '{{made.metadata.resourceVersion}}' }), kind: 'Secret' },
        { headers: metadata },
      ),
      remove(`${secrets}/parent`, {
        preconditions: { resourceVersion: '{{made.metadata.resourceVersion}}' },
      }),
      remove(`${secrets}/parent`, {
        preconditions: { resourceVersion: '{{next.metadata.resourceVersion}}' },
      }),
    ],
  },
  {
    name: 'the entry of a former manager is folded into ours',
    steps: [
      post(`${configMaps}?fieldManager=kubectl-client-side-apply`, member({ a: '1', b: '2' }), {
        as: 'made',
      }),
      jsonPatch(
        `${one}?fieldManager=headwater`,
        [
          { op: 'test', path: '/metadata/uid', value: '{{made.metadata.uid}}' },
          { op: 'replace', path: '/metadata/resourceVersion', value: '{{made.metadata.resourceVersion}}' },
          { op: 'replace', path: '/metadata/managedFields/0/manager', value: 'headwater' },
          { op: 'replace', path: '/metadata/managedFields/0/operation', value: 'Apply' },
        ],
        { headers: metadata },
      ),
      apply(one, member({ a: '1' }), { ...ours, headers: withType }),
      jsonPatch(`${one}?fieldManager=headwater`, [
        { op: 'replace', path: '/metadata/resourceVersion', value: '{{made.metadata.resourceVersion}}' },
        { op: 'remove', path: '/metadata/labels' },
      ]),
      jsonPatch(`${one}?fieldManager=headwater`, [
        { op: 'test', path: '/metadata/uid', value: 'x' },
        { op: 'remove', path: '/metadata/labels' },
      ]),
      get(one),
    ],
  },
];
