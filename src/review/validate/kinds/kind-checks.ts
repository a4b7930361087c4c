import type { Diagnostic } from '../../../model/diagnostic.ts';
import type { Source } from '../../../model/source.ts';
import type { Fleet } from '../../../repository/fleet.ts';
import { knownMinors } from '../../../schema/history.ts';
import type { Check, Reviewed } from '../check.ts';
import { wholeFaults, writtenFaults } from './check-object.ts';
import { unservedBy } from './cluster-version.ts';
import type { Fault } from './fault.ts';
import { Findings } from './findings.ts';
import { type CustomKinds, customKindsOf } from './known-kinds.ts';
import { writtenPatchFaults } from './patch-faults.ts';
import { sourceOf } from './patch-positions.ts';
import { type RenderedObject, renderedObjects } from './rendered-objects.ts';
import { linesOf } from './whose-line.ts';

const diagnosticOf = (fault: Fault, source: Source): Diagnostic => ({
  code: fault.code,
  severity: 'error',
  message: fault.message,
  source,
  ...(fault.hint !== undefined && { hint: fault.hint }),
});

const addWritten = (
  findings: Findings,
  fleet: Fleet,
  custom: CustomKinds,
  rendered: ReadonlySet<unknown>,
): void => {
  for (const resource of fleet.resources) {
    const { object, document } = resource;
    // what no Subscription takes is complete as it stands
    const faults = rendered.has(resource) ? writtenFaults(object, custom) : wholeFaults(object, custom);
    for (const fault of faults) findings.addWritten(diagnosticOf(fault, sourceOf(fault, document.positions)));
  }
  for (const { fault, source } of writtenPatchFaults(fleet, custom)) {
    findings.addWritten(diagnosticOf(fault, source));
  }
};

const namesOf = (clusters: readonly string[]): string =>
  clusters.length > 4 ? `${clusters.length} clusters` : clusters.join(', ');

/** For each minor that clusters state; where none does, for the newest that is known. */
const unserved = ({ desired, minors }: RenderedObject): readonly Fault[] => {
  const stated = minors.size > 0 ? [...minors.keys()].sort((a, b) => a - b) : [knownMinors()[1]];
  return stated.flatMap((minor) =>
    unservedBy(desired.object, minor).map((fault) => {
      const clusters = [...(minors.get(minor) ?? [])];
      return clusters.length === 0 ? fault : { ...fault, message: `${fault.message} (${namesOf(clusters)})` };
    }),
  );
};

const addRendered = (findings: Findings, fleet: Fleet, custom: CustomKinds, object: RenderedObject): void => {
  const faults = [...wholeFaults(object.desired.object, custom), ...unserved(object)];
  if (faults.length === 0) return;
  const lineOf = linesOf(fleet, object);
  for (const fault of faults) {
    findings.addRendered({ ...diagnosticOf(fault, lineOf(fault)), resource: object.desired.id });
  }
};

const review = (reviewed: Reviewed): readonly Diagnostic[] => {
  const { fleet } = reviewed;
  const custom = customKindsOf(fleet);
  const objects = renderedObjects(reviewed);
  const findings = new Findings();
  addWritten(findings, fleet, custom, new Set(objects.map(({ resource }) => resource)));
  for (const object of objects) addRendered(findings, fleet, custom, object);
  return findings.list();
};

/**
 * Every object, patch and rendered object of a fleet against the schemas of Kubernetes and of the repository's own
 * definitions: what a server would refuse, at the line that says so.
 */
export const kindChecks: readonly Check[] = [{ name: 'kubernetes-kinds', run: review }];
