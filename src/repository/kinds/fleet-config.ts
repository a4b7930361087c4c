import { z } from 'zod';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { FleetConfig, FleetDocument, Folders } from '../fleet.ts';
import { problemAt } from '../problem.ts';
import { type Validated, validate } from '../validate.ts';
import { labelName, objectName, ourVersion, stringMap } from './fields.ts';

export const defaultFolders: Folders = {
  clusters: 'clusters',
  feeds: 'feeds',
  overlays: 'overlays',
  rollouts: 'rollouts',
  approvals: 'approvals',
};

export const defaultConfig: FleetConfig = {
  name: 'fleet',
  defaultRollout: '',
  defaultDeletionPolicy: 'Delete',
  maxDeletes: 20,
  folders: defaultFolders,
};

const folder = z.string().regex(/^(?!\.\.?$)[\w.-]+$/, 'takes the name of one top-level folder');

const schema = z.strictObject({
  apiVersion: z.literal(ourVersion),
  kind: z.literal('FleetConfig'),
  metadata: z
    .strictObject({
      name: labelName.exactOptional(),
      labels: stringMap.exactOptional(),
      annotations: stringMap.exactOptional(),
    })
    .exactOptional(),
  spec: z
    .strictObject({
      folders: z
        .strictObject({
          clusters: folder.exactOptional(),
          feeds: folder.exactOptional(),
          overlays: folder.exactOptional(),
          rollouts: folder.exactOptional(),
          approvals: folder.exactOptional(),
        })
        .exactOptional(),
      defaults: z
        .strictObject({
          rollout: objectName.exactOptional(),
          deletionPolicy: z.enum(['Delete', 'Orphan']).exactOptional(),
        })
        .exactOptional(),
      guards: z
        .strictObject({
          maxDeletes: z.int().min(0).max(100_000).exactOptional(),
          protect: z.unknown().optional(),
          maxClustersInFlight: z.unknown().optional(),
        })
        .exactOptional(),
      freezes: z.unknown().optional(),
      tenants: z.unknown().optional(),
      health: z.unknown().optional(),
      signatures: z.unknown().optional(),
    })
    .exactOptional(),
});

/** A guard that is written and not carried out would be trusted: refused instead. */
const later = [
  '/spec/guards/protect',
  '/spec/guards/maxClustersInFlight',
  '/spec/freezes',
  '/spec/tenants',
  '/spec/health',
  '/spec/signatures',
] as const;

const has = (value: unknown, pointer: string): boolean =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => Object(at)[key], value) !== undefined;

/** One name for two folders would read each file as one of them, by chance. */
const sharedNames = (document: FleetDocument, folders: Folders): readonly Diagnostic[] => {
  const names = Object.keys(folders) as (keyof Folders)[];
  return names.flatMap((name, index) => {
    const other = names.slice(0, index).find((earlier) => folders[earlier] === folders[name]);
    if (other === undefined) return [];
    const message = `the folders ${other} and ${name} have one name`;
    const at = has(document.value, `/spec/folders/${name}`) ? name : other;
    return [problemAt(document, `/spec/folders/${at}`, { code: 'InvalidField', message })];
  });
};

/** Reads `fleet.yaml`. */
export const readFleetConfig = (document: FleetDocument): Validated<FleetConfig> => {
  const { value, diagnostics } = validate(document, schema);
  if (!value) return { diagnostics };
  const refused: readonly Diagnostic[] = later
    .filter((pointer) => has(value, pointer))
    .map((pointer) =>
      problemAt(document, pointer, {
        code: 'NotYetSupported',
        message: `${pointer.slice(1).replaceAll('/', '.')} is not supported yet`,
      }),
    );
  const { defaults, guards, folders: named } = value.spec ?? {};
  const folders: Folders = { ...defaultFolders, ...named };
  const config: FleetConfig = {
    name: value.metadata?.name ?? defaultConfig.name,
    defaultRollout: defaults?.rollout ?? defaultConfig.defaultRollout,
    defaultDeletionPolicy: defaults?.deletionPolicy ?? defaultConfig.defaultDeletionPolicy,
    maxDeletes: guards?.maxDeletes ?? defaultConfig.maxDeletes,
    folders,
    document,
  };
  return { value: config, diagnostics: [...diagnostics, ...refused, ...sharedNames(document, folders)] };
};
