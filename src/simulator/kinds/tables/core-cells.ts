import type { JsonObject } from '../../../model/json.ts';
import { byCodePoint } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { ageCell, type Cell, count, metadataOf, nameCell, specOf, statusOf, text } from './cell-parts.ts';
import { timeSince } from './human-duration.ts';

const size = (object: JsonObject): number => Object.keys(object).length;

const rolePrefix = 'node-role.kubernetes.io/';

const rolesCell: Cell = (node) => {
  const labels = objectAt(metadataOf(node), 'labels');
  const roles = Object.keys(labels)
    .filter((key) => key.startsWith(rolePrefix) && key !== rolePrefix)
    .map((key) => key.slice(rolePrefix.length));
  const old = text(labels['kubernetes.io/role']);
  return [...new Set(old === '' ? roles : [...roles, old])].sort(byCodePoint).join(',') || '<none>';
};

const nodeStatusCell: Cell = (node) => {
  const ready = objectsAt(statusOf(node), 'conditions').find((one) => one.type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return specOf(node).unschedulable === true ? `${state},SchedulingDisabled` : state;
};

const addressCell =
  (type: string): Cell =>
  (node) =>
    text(objectsAt(statusOf(node), 'addresses').find((one) => one.type === type)?.address, '<none>');

const nodeInfo = (node: JsonObject): JsonObject => objectAt(statusOf(node), 'nodeInfo');

const kernelCell: Cell = (node) => {
  const { kernelVersion, architecture } = nodeInfo(node);
  return `${text(kernelVersion, '<unknown>')}${architecture ? ` (${text(architecture)})` : ''}`;
};

const firstSeen = (event: JsonObject, now: number): string =>
  timeSince(event.firstTimestamp ?? event.deprecatedFirstTimestamp ?? event.eventTime, now);

const lastSeen: Cell = (event, now) => {
  const series = objectAt(event, 'series').lastObservedTime;
  const last = series ?? event.lastTimestamp ?? event.deprecatedLastTimestamp;
  return last === undefined || last === null ? firstSeen(event, now) : timeSince(last, now);
};

const eventTarget: Cell = (event) => {
  const target =
    event.involvedObject === undefined ? objectAt(event, 'regarding') : objectAt(event, 'involvedObject');
  const kind = text(target.kind).toLowerCase();
  return target.name ? `${kind}/${text(target.name)}` : kind;
};

const eventSource: Cell = (event) => {
  const source = event.source === undefined ? objectAt(event, 'deprecatedSource') : objectAt(event, 'source');
  const component = text(source.component) || text(event.reportingComponent ?? event.reportingController);
  const host = text(source.host) || text(event.reportingInstance);
  return host === '' ? component : `${component}, ${host}`;
};

const eventCount: Cell = (event) =>
  count(objectAt(event, 'series').count) || count(event.count ?? event.deprecatedCount) || 1;

const eventCells: readonly Cell[] = [
  lastSeen,
  (event) => text(event.type),
  (event) => text(event.reason),
  eventTarget,
  (event) =>
    text(objectAt(event, event.involvedObject === undefined ? 'regarding' : 'involvedObject').fieldPath),
  eventSource,
  (event) => text(event.message ?? event.note).trim(),
  firstSeen,
  eventCount,
  nameCell,
];

const quotaCell =
  (limits: boolean): Cell =>
  (quota) => {
    const hard = objectAt(statusOf(quota), 'hard');
    const used = objectAt(statusOf(quota), 'used');
    return Object.keys(hard)
      .sort(byCodePoint)
      .filter((name) => name.startsWith('limits.') === limits)
      .map((name) => `${name}: ${text(used[name], '0')}/${text(hard[name])}`)
      .join(', ');
  };

/** The cells of the core group's other kinds, by `group/plural`, in the order of their columns. */
export const coreCells: Readonly<Record<string, readonly Cell[]>> = {
  '/configmaps': [
    nameCell,
    (object) => size(objectAt(object, 'data')) + size(objectAt(object, 'binaryData')),
    ageCell,
  ],
  '/secrets': [nameCell, (object) => text(object.type), (object) => size(objectAt(object, 'data')), ageCell],
  '/namespaces': [nameCell, (object) => text(statusOf(object).phase), ageCell],
  '/serviceaccounts': [nameCell, ageCell],
  '/nodes': [
    nameCell,
    nodeStatusCell,
    rolesCell,
    ageCell,
    (node) => text(nodeInfo(node).kubeletVersion),
    addressCell('InternalIP'),
    addressCell('ExternalIP'),
    (node) => text(nodeInfo(node).osImage, '<unknown>'),
    kernelCell,
    (node) => text(nodeInfo(node).containerRuntimeVersion, '<unknown>'),
  ],
  '/events': eventCells,
  'events.k8s.io/events': eventCells,
  '/resourcequotas': [nameCell, quotaCell(false), quotaCell(true), ageCell],
};
