/** What a region's shops pay in; others pay in euros. */
const currencies: Readonly<Record<string, string>> = { us: 'USD', ap: 'JPY' };

/** `eu-12` → `eu`; a name without a number is its own region. */
const prefixOf = (name: string): string => name.replace(/-\d+$/, '');

/** The file under clusters/ of a cluster that examples-repo lacks, with the labels and facts that its own files have. */
export const managedClusterText = (name: string): string => {
  const prefix = prefixOf(name);
  const dev = prefix === 'dev';
  return `apiVersion: headwater.dev/v1alpha1
kind: ManagedCluster
metadata:
  name: ${JSON.stringify(name)}
  labels:
    env: ${dev ? 'dev' : 'prod'}
    region: ${JSON.stringify(dev ? 'eu' : prefix)}
    ring: ${dev ? 'canary' : 'main'}
spec:
  access:
    context: ${JSON.stringify(name)}
  facts:
    domain: ${JSON.stringify(`${name}.bookshop.example`)}
    currency: ${currencies[prefix] ?? 'EUR'}
`;
};
