import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { kubectl, kubectlText } from './support/kubectl.ts';
import type { ClusterPair, ClusterSide } from './support/simulator/cluster-pair.ts';
import { createOutputNormaliser, outputText } from './support/simulator/kubectl-output.ts';
import { type KubectlStep, kubectlScript } from './support/simulator/kubectl-script.ts';
import { startRealAndSimulated } from './support/simulator/real-and-simulated.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const space = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: script }\n';

describeOnControlPlanes('kubectl on the simulator and on a real API server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-kubectl-'));
  let clusters: ClusterPair;

  beforeAll(async () => {
    clusters = await startRealAndSimulated({ controllers: true, kubelet: true });
    for (const { fleet, cluster } of [clusters.real, clusters.simulated]) {
      await kubectlText(fleet, cluster.name, ['apply', '-f', '-'], { input: space });
    }
  });
  afterAll(async () => {
    await clusters?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const tell = ({ fleet, cluster }: ClusterSide, { args, input, editor }: KubectlStep) => {
    const script = join(folder, `editor-${kubectlScript.findIndex((one) => one.args === args)}`);
    if (editor !== undefined) {
      writeFileSync(script, `#!/bin/sh\nexec ${editor} "$1"\n`);
      chmodSync(script, 0o700);
    }
    return kubectl(fleet, cluster.name, ['-n', 'script', ...args], {
      ...(input === undefined ? {} : { input }),
      ...(editor === undefined ? {} : { editor: script }),
    });
  };

  /** Lines of `kubectl get -w` while something happens, until there are so many. */
  const watched = async (side: ClusterSide, count: number, edits: readonly (readonly string[])[]) => {
    const { fleet, cluster } = side;
    const child = spawn(
      fleet.kubectl ?? 'kubectl',
      ['--kubeconfig', fleet.kubeconfigOf('admin'), '--context', cluster.name, '-n', 'script'].concat([
        'get',
        'cm',
        '-w',
        '-l',
        'watched=yes',
        '--no-headers',
        '--output-watch-events',
      ]),
      { env: { PATH: process.env.PATH, HOME: folder } },
    );
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) =>
      // event, name and number of data; not the age
      lines.push(line.split(/\s+/).slice(0, 3).join(' ')),
    );
    const seen = (many: number) =>
      vi.waitFor(() => expect(lines.length).toBeGreaterThanOrEqual(many), 20_000);
    try {
      for (const [index, args] of edits.entries()) {
        await kubectl(fleet, cluster.name, ['-n', 'script', ...args]);
        // the first one is there before the watch, or comes through it: kubectl says ADDED either way
        await seen(Math.min(index, 1));
      }
      await seen(count);
    } finally {
      child.kill('SIGKILL');
    }
    return lines;
  };

  it('tells what a watch sees', async () => {
    const edits = [
      'create cm seen',
      'label cm seen watched=yes',
      'label cm seen x=y',
      'label cm seen watched-',
      'delete cm seen',
    ];
    const tellIt = (side: ClusterSide) =>
      watched(
        side,
        3,
        edits.map((line) => line.split(' ')),
      );

    const [real, simulated] = await Promise.all([tellIt(clusters.real), tellIt(clusters.simulated)]);

    expect(real).toEqual(['ADDED seen 0', 'MODIFIED seen 0', 'DELETED seen 0']);
    expect(simulated).toEqual(real);
  });

  describe('says the same', () => {
    const normalisers = [createOutputNormaliser(), createOutputNormaliser()] as const;

    it.each(kubectlScript.map((step) => ({ ...step, line: step.args.join(' ') })))(
      'kubectl $line',
      async (step) => {
        const unordered = step.unordered ?? false;
        const [real, simulated] = await Promise.all([
          tell(clusters.real, step),
          tell(clusters.simulated, step),
        ]);

        if (step.kept !== undefined) {
          expect(simulated.code, step.kept).toBe(real.code);
          expect(simulated.stdout, 'differs no more').not.toBe(real.stdout);
          return;
        }
        expect(outputText(simulated, normalisers[1], unordered)).toBe(
          outputText(real, normalisers[0], unordered),
        );
      },
    );
  });
});
