import { byCodePoint, type Json } from '../../model/json.ts';
import type { Fleet, FleetDocument, ManagedCluster } from '../../repository/fleet.ts';
import type { DiffFilter } from './binding-groups.ts';
import type { Causes } from './causes.ts';
import { clusterSet, type KnownClusters } from './cluster-set.ts';
import { plainChanges } from './compare-fields.ts';
import { changesText, type FieldChange } from './field-change.ts';
import type { SettingChange } from './fleet-change.ts';
import { onBoth, type Sides } from './side.ts';

/** Something that has a name, and what it says. */
interface Named {
  readonly value: Json;
  readonly file: string;
}
type NamedThings = ReadonlyMap<string, Named>;

const named = <Thing extends { readonly name: string; readonly document: FleetDocument }>(
  things: readonly Thing[],
  sayingOf: (thing: Thing) => Json,
): NamedThings =>
  new Map(things.map((thing) => [thing.name, { value: sayingOf(thing), file: thing.document.file }]));

const clusterValue = ({ document: _document, name: _name, ...says }: ManagedCluster): Json =>
  says as unknown as Json;

const clustersOf = ({ clusters }: Fleet): NamedThings => named(clusters, clusterValue);
const strategiesOf = ({ strategies }: Fleet): NamedThings => named(strategies, ({ spec }) => spec);
const configOf = ({ config: { document, ...says } }: Fleet): NamedThings =>
  new Map([['', { value: says as unknown as Json, file: document?.file ?? 'fleet.yaml' }]]);

interface Difference {
  readonly name: string;
  readonly kind: SettingChange['kind'];
  readonly fields: readonly FieldChange[];
  readonly files: readonly string[];
}

const differenceOf = (
  name: string,
  old: Named | undefined,
  now: Named | undefined,
): readonly Difference[] => {
  const files = [old, now].flatMap((thing) => thing?.file ?? []);
  if (!old || !now) return [{ name, kind: old ? 'removed' : 'added', fields: [], files }];
  const fields = plainChanges(old.value, now.value);
  return fields.length === 0 ? [] : [{ name, kind: 'changed', fields, files }];
};

const differences = (old: NamedThings, now: NamedThings): readonly Difference[] =>
  [...new Set([...old.keys(), ...now.keys()])]
    .sort(byCodePoint)
    .flatMap((name) => differenceOf(name, old.get(name), now.get(name)));

interface SettingChangesOptions {
  readonly sides: Sides;
  readonly filter: DiffFilter;
  readonly causes: Causes;
  readonly known: KnownClusters;
}

/** What changes alike is told once with its names. */
const grouped = (
  what: SettingChange['what'],
  found: readonly Difference[],
  { causes, known }: SettingChangesOptions,
): readonly SettingChange[] =>
  [...Map.groupBy(found, ({ kind, fields }) => `${kind} ${changesText(fields)}`).values()].map((alike) => {
    const names = alike.map(({ name }) => name);
    const [{ kind, fields }] = alike as [Difference];
    return {
      what,
      kind,
      names,
      ...(what === 'cluster' && { clusters: clusterSet(names, known) }),
      fields,
      files: causes.among(alike.flatMap(({ files }) => files)),
    };
  });

/** What a file that cannot be read said is unknown, and not gone. */
const isReadable = ({ before, after }: Sides, { kind, files }: Difference): boolean => {
  const { fleet } = kind === 'added' ? before : after;
  return !files.some((file) => fleet.brokenFiles.has(file));
};

/** Clusters, strategies and the fleet's own settings that are not what they were. */
export const settingChanges = (options: SettingChangesOptions): readonly SettingChange[] => {
  const { sides, filter } = options;
  const found = (thingsOf: (fleet: Fleet) => NamedThings): readonly Difference[] => {
    const [old, now] = onBoth(sides, ({ fleet }) => thingsOf(fleet));
    return differences(old, now).filter((difference) => isReadable(sides, difference));
  };
  const clusters = found(clustersOf).filter(
    ({ name }) => filter.cluster === undefined || filter.cluster === name,
  );
  return [
    ...grouped('cluster', clusters, options),
    ...grouped('strategy', found(strategiesOf), options),
    ...grouped('fleet', found(configOf), options),
  ];
};
