import type { Diagnostic } from '../../../model/diagnostic.ts';
import type { Source } from '../../../model/source.ts';
import type { Fleet } from '../../../repository/fleet.ts';
import type { Check, Reviewed } from '../check.ts';
import { objectCheck, writtenFaults } from './check-object.ts';
import type { Fault } from './fault.ts';
import { Findings } from './findings.ts';
import { type CustomKinds, customKindsOf } from './known-kinds.ts';
import { writtenPatchFaults } from './patch-faults.ts';
import { sourceOf } from './patch-positions.ts';
import { type RenderedFault, RenderedFaults } from './rendered-faults.ts';
import { Lines } from './whose-line.ts';

/** One fault of one resource may be in a million renders of it: when so many told nothing new, no more are asked. */
const mostRepeats = 20;

const diagnosticOf = (fault: Fault, source: Source): Diagnostic => ({
  code: fault.code,
  severity: fault.severity ?? 'error',
  message: fault.message,
  source,
  ...(fault.hint !== undefined && { hint: fault.hint }),
});

const addWritten = (
  findings: Findings,
  fleet: Fleet,
  custom: CustomKinds,
  rendered: RenderedFaults,
): void => {
  const wholeFaults = objectCheck(custom);
  for (const resource of fleet.resources) {
    const { object, document } = resource;
    // what no cluster has is complete as it stands
    const faults = rendered.isRendered(resource) ? writtenFaults(object, custom) : wholeFaults(object);
    for (const fault of faults) findings.addWritten(diagnosticOf(fault, sourceOf(fault, document.positions)));
  }
  for (const { fault, source } of writtenPatchFaults(fleet, custom)) {
    findings.addWritten(diagnosticOf(fault, source));
  }
};

const namesOf = (stated: ReadonlySet<string>): string => {
  if (stated.size === 0) return '';
  return stated.size > 4 ? ` (${stated.size} clusters)` : ` (${[...stated].join(', ')})`;
};

const addRendered = (findings: Findings, lines: Lines, found: readonly RenderedFault[]): void => {
  const repeats = new Map<string, number>();
  for (const rendered of found) {
    const { fault, desired, resource, stated } = rendered;
    const key = `${resource.document.file}#${resource.document.index} ${fault.message}`;
    const before = repeats.get(key) ?? 0;
    if (before >= mostRepeats) continue;
    const message = `${fault.message}${namesOf(stated)}`;
    const isNews = findings.addRendered({
      ...diagnosticOf(fault, lines.of(rendered)),
      message,
      resource: desired.id,
    });
    if (!isNews) repeats.set(key, before + 1);
  }
};

const review = (reviewed: Reviewed): readonly Diagnostic[] => {
  const { fleet } = reviewed;
  const custom = customKindsOf(fleet);
  const rendered = new RenderedFaults(reviewed, custom);
  const findings = new Findings();
  addWritten(findings, fleet, custom, rendered);
  addRendered(findings, new Lines(fleet), rendered.list());
  return findings.list();
};

/**
 * Every object, patch and rendered object of a fleet against the schemas of Kubernetes and of the repository's own
 * definitions: what a server would refuse, at the line that says so.
 */
export const kindChecks: readonly Check[] = [{ name: 'kubernetes-kinds', run: review }];
