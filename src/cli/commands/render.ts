import picocolors from 'picocolors';
import { isError } from '../../model/diagnostic.ts';
import { maskSecrets } from '../../render/mask-secrets.ts';
import type { BindingPlan, FleetPlan } from '../../render/plan-fleet.ts';
import { renderYaml } from '../../render/render-yaml.ts';
import type { Fleet } from '../../repository/fleet.ts';
import { exitCodes } from '../exit-codes.ts';
import { diagnosticsText } from '../print-diagnostics.ts';
import type { RenderFlags, Terminal } from '../program.ts';
import { readFleet } from '../read-fleet.ts';
import { unknownName } from '../unknown-name.ts';

const selected = (
  fleet: Fleet,
  plan: FleetPlan,
  cluster: string,
  name: string | undefined,
): readonly BindingPlan[] => {
  const clusters = fleet.clusters.map((known) => known.name);
  if (!clusters.includes(cluster)) throw unknownName('cluster', cluster, clusters);
  const here = [...plan.bindings.values()].filter((binding) => binding.cluster === cluster);
  if (name === undefined) return here;
  const key = name.includes('/') ? name : `default/${name}`;
  const subscriptions = fleet.subscriptions.map((subscription) => subscription.key);
  if (!subscriptions.includes(key)) throw unknownName('Subscription', key, subscriptions);
  return here.filter(({ subscription }) => subscription === key);
};

/** Prints what a cluster shall run; problems go to the error stream, and exit is 1 when a binding does not render. */
export const render = async (cluster: string, flags: RenderFlags, terminal: Terminal): Promise<number> => {
  const { fleet, plan } = await readFleet(flags.path, flags.revision);
  const bindings = selected(fleet, plan, cluster, flags.subscription);
  const states = bindings.flatMap(({ state }) => (state ? [state] : []));
  if (flags.output === 'json') {
    const items = states.flatMap((state) =>
      state.objects.map(({ object }) => (flags.reveal ? object : maskSecrets(object))),
    );
    terminal.out(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`);
  } else {
    for (const state of states) terminal.out(renderYaml(state, { reveal: flags.reveal }));
  }
  const problems = bindings.flatMap(({ diagnostics }) => diagnostics).filter(isError);
  terminal.err(diagnosticsText(problems, { colors: picocolors.createColors(terminal.colors) }));
  return bindings.some(({ state }) => !state) ? exitCodes.different : exitCodes.ok;
};
