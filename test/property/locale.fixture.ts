import { sha256 } from '../../src/model/digest.ts';
import { renderYaml } from '../../src/render/render-yaml.ts';
import { renderFolder } from '../golden/render-folder.ts';

// Prints the locale that this process runs in, and a digest of all that the example fleet comes to in it.

const { fleet, plan } = await renderFolder('./example-fleet');
const rendered = [...plan.bindings.values()].map(({ state, diagnostics }) => [
  state && renderYaml(state),
  state?.digest,
  diagnostics,
]);
process.stdout.write(
  JSON.stringify({
    locale: new Intl.DateTimeFormat().resolvedOptions().locale,
    digest: sha256(JSON.stringify([fleet.diagnostics, rendered])),
  }),
);
