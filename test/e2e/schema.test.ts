import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { schemaFile, schemaSourceOf } from '../../src/demo/generate-schema.ts';
import { kubernetesVersion } from '../../src/schema/schema.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

describeOnControlPlanes('the generated schema table', () => {
  it('is what the API server of its version gives, byte for byte', async () => {
    const fleet = await startFleet({ clusters: ['schema'] });
    try {
      const source = await schemaSourceOf(fleet.clusters.get('schema')!);

      const served = /kube-apiserver (v[\d.]+)/.exec(source)?.[1];
      // another version of the binaries (KUBEBUILDER_ASSETS) has another table, rightly
      if (served === kubernetesVersion()) expect(source === readFileSync(schemaFile, 'utf8')).toBe(true);
      expect(served).toMatch(/^v1\.\d+\.\d+/);
      expect(source.length).toBeGreaterThan(100_000);
    } finally {
      await fleet.stop();
    }
  });
});
