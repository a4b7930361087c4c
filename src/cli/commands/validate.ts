import picocolors from 'picocolors';
import { type Diagnostic, isError } from '../../model/diagnostic.ts';
import { exitCodes } from '../exit-codes.ts';
import { diagnosticsText, summaryText } from '../print-diagnostics.ts';
import type { Terminal, ValidateFlags } from '../program.ts';
import { readFleet } from '../read-fleet.ts';

const position = ({ source }: Diagnostic): string =>
  source
    ? `${source.file}:${String(source.line).padStart(8, '0')}:${String(source.column).padStart(6, '0')}`
    : '';

/** The same finding on 400 clusters is one finding. */
const distinct = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  [
    ...new Map(
      diagnostics.map((found) => [`${found.code} ${position(found)} ${found.message}`, found]),
    ).values(),
  ].sort((a, b) => (position(a) < position(b) ? -1 : position(a) > position(b) ? 1 : 0));

/** Exit 0 without errors, 1 with (under --strict: or with warnings), 2 when the repository could not be read. */
export const validate = async (path: string, flags: ValidateFlags, terminal: Terminal): Promise<number> => {
  const { fleet, plan, readLine } = await readFleet(path, flags.revision);
  const bindings = [...plan.bindings.values()].flatMap(({ diagnostics }) => diagnostics);
  const found = distinct([...fleet.diagnostics, ...plan.diagnostics, ...bindings]);
  if (flags.output === 'json') {
    terminal.out(`${JSON.stringify({ diagnostics: found }, null, 2)}\n`);
  } else {
    const colors = picocolors.createColors(terminal.colors);
    terminal.out(diagnosticsText(found, { colors, ...(terminal.colors && { readLine }) }));
    const { subscriptions, clusters } = fleet;
    terminal.out(
      `${subscriptions.length} Subscriptions, ${clusters.length} clusters: ${summaryText(found)}\n`,
    );
  }
  const failed = found.some((one) => isError(one) || (flags.strict && one.severity === 'warning'));
  return failed ? exitCodes.different : exitCodes.ok;
};
