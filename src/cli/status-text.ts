import type { FleetStatus } from '../../controllers/status.ts';
import { clip, formatAge, formatTable, printable } from './table.ts';

/** Whether everything runs what git says: what decides the exit code of `status`. */
export const isSettled = (status: FleetStatus): boolean =>
  status.source.commit !== '' &&
  status.source.commit !== '' &&
  status.source.message === undefined &&
  status.bindings.every(({ state, health }) => ['Soaked', 'NoOp'].includes(state) && health === 'Healthy') &&
  status.clusters.every(({ state }) => state === 'Reachable') &&
  !status.diagnostics.some(({ severity }) => severity === 'error');

const bindingRows = (status: FleetStatus, now: number, reasonWidth: number): readonly (readonly string[])[] =>
  status.bindings.map((binding) => [
    binding.subscription.replace(/^default\//, ''),
    binding.cluster,
    binding.state,
    binding.health,
    binding.commit.slice(0, 7),
    formatAge(now - Date.parse(binding.since)),
    clip(printable(binding.reason), reasonWidth),
  ]);

/** The whole status as text, for `width` columns; times are relative to `now` (milliseconds since the epoch). */
export const statusText = (status: FleetStatus, now: number, width: number): string => {
  const { source } = status;
  const head = source.commit === '' ? 'no commit yet' : source.commit.slice(0, 7);
  const why = source.message ? ` (${source.message})` : '';
  const lines = [printable(`${source.url} ${source.branch} at ${head}${why}`)];
  const away = status.clusters.filter(({ state }) => state !== 'Reachable');
  for (const { name, state, message } of away)
    lines.push(clip(printable(`cluster ${name}: ${state} ${message ?? ''}`), width));
  if (status.bindings.length > 0) {
    const headers = ['subscription', 'cluster', 'state', 'health', 'commit', 'age', 'reason'];
    lines.push('', formatTable(headers, bindingRows(status, now, Math.max(20, width - 75))));
  }
  return `${lines.join('\n')}\n`;
};
