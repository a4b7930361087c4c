/** A parent that starts a fleet, says where it lives, and waits to be killed; run by control-plane.test.ts. */
import { startFleet } from '../../../src/demo/control-plane/local-fleet.ts';

const fleet = await startFleet({ clusters: ['left-alone'], controllers: true, kubelet: true });
process.stdout.write(`${fleet.kubeconfig}\n`);
