import type { JsonObject } from '../../../model/json.ts';
import { kubernetesTableJson } from '../../../schema/kubernetes.generated.ts';
import type { SchemaTable, TableNode } from '../../../schema/table.ts';
import { defaultsOf } from '../defaults/defaults-of.ts';
import { goShapes } from './go-shapes.generated.ts';

export type PlanKind =
  | 'object'
  | 'map'
  | 'list'
  | 'string'
  | 'time'
  | 'bytes'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'quantity'
  | 'int-or-string'
  | 'any';

/** How a typed server decodes one place of an object and writes it again. */
export interface TypePlan {
  readonly kind: PlanKind;
  /** Name of the definition, or '' for what has none. */
  readonly definition: string;
  readonly format: string;
  readonly fields: ReadonlyMap<string, FieldPlan>;
  /** Fields that are written although nobody set them. */
  readonly always: readonly string[];
  /** Of a list its items, of a map its values. */
  readonly element?: TypePlan;
  readonly defaults?: (object: JsonObject) => JsonObject;
}

export interface FieldPlan {
  readonly plan: TypePlan;
  /** A pointer, or a field that is always written: its zero value is kept. */
  readonly keepZero: boolean;
  /** A pointer that is written as null when nobody set it. */
  readonly nullable: boolean;
  /** Go's type of the field, as messages name it: `v1.RestartPolicy`; '' where the plan tells. */
  readonly named: string;
}

interface GoShape {
  readonly other: ReadonlySet<string>;
  readonly named: ReadonlyMap<string, string>;
  /** Those always written that are pointers. */
  readonly nullable: ReadonlySet<string>;
  readonly always: readonly string[];
}

const words = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));

const parseShapes = (): ReadonlyMap<string, GoShape> =>
  new Map(
    goShapes
      .trim()
      .split('\n')
      .map((line) => {
        const space = line.indexOf(' ');
        const [other, always, named] = line.slice(space + 1).split('|');
        const names = words(always!);
        const nullable = names.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
        const shape: GoShape = {
          other: new Set(words(other!)),
          nullable: new Set(nullable),
          named: new Map(words(named!).map((word) => word.split('=') as [string, string])),
          always: names.map((name) => name.replace('*', '')),
        };
        return [line.slice(0, space), shape];
      }),
  );

const noShape: GoShape = { other: new Set(), nullable: new Set(), named: new Map(), always: [] };
const refersToAny = /\.(JSON|JSONSchemaPropsOr(Bool|Array|StringArray)|RawExtension|FieldsV1)$/;

const scalarKind = (node: TableNode): PlanKind => {
  if (node.format === 'quantity' || node.format === 'int-or-string') return node.format;
  if (node.type === 'string') {
    return node.format === 'date-time' ? 'time' : node.format === 'byte' ? 'bytes' : 'string';
  }
  return node.type === undefined || node.type === 'object' || node.type === 'array' ? 'any' : node.type;
};

class PlanCompiler {
  readonly #table: SchemaTable = JSON.parse(kubernetesTableJson) as SchemaTable;
  readonly #shapes = parseShapes();
  readonly #plans = new Map<string, TypePlan>();

  named(definition: string): TypePlan {
    const known = this.#plans.get(definition);
    if (known !== undefined) return known;
    const node = this.#table.definitions[definition];
    const isObject = node?.fields !== undefined && !refersToAny.test(definition);
    if (!isObject) return this.#leaf(node ?? {}, definition);
    return this.#struct(node, definition);
  }

  ofKind(kind: { readonly group: string; readonly version: string; readonly kind: string }): TypePlan {
    const row = this.#table.kinds.find(
      (one) => one.group === kind.group && one.version === kind.version && one.kind === kind.kind,
    );
    if (row === undefined) throw new Error(`not built in: ${kind.group}/${kind.version} ${kind.kind}`);
    return this.named(row.definition);
  }

  #leaf(node: TableNode, definition: string): TypePlan {
    const inner = node.items ?? node.values;
    return {
      kind: node.items ? 'list' : node.values ? 'map' : scalarKind(node),
      definition,
      format: node.format ?? '',
      fields: new Map(),
      always: [],
      ...(inner && { element: this.#place(inner) }),
    };
  }

  #place(node: TableNode): TypePlan {
    return node.ref === undefined ? this.#leaf(node, '') : this.named(node.ref);
  }

  #struct(node: TableNode, definition: string): TypePlan {
    const shape = this.#shapes.get(definition) ?? noShape;
    const fields = new Map<string, FieldPlan>();
    const defaults = defaultsOf(definition);
    const plan: TypePlan = {
      kind: 'object',
      definition,
      format: '',
      fields,
      always: shape.always.filter((name) => node.fields?.[name] !== undefined),
      ...(defaults && { defaults }),
    };
    // before its fields: schemas may be recursive
    this.#plans.set(definition, plan);
    for (const [name, child] of Object.entries(node.fields ?? {})) {
      const place = this.#place(child);
      const other = shape.other.has(name);
      const pointer = place.kind === 'object' ? !other : other;
      // managedFields are the request's affair
      const own = name === 'managedFields' ? { ...place, kind: 'any' as const } : place;
      fields.set(name, {
        plan: own,
        keepZero: pointer || shape.always.includes(name) || name === 'managedFields',
        nullable: shape.nullable.has(name),
        named: shape.named.get(name) ?? '',
      });
    }
    return plan;
  }
}

let compiler: PlanCompiler | undefined;

/** The plan of the metadata of every object, a custom resource's too. */
export const metadataPlan = (): TypePlan => {
  compiler ??= new PlanCompiler();
  return compiler.named('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
};

/** The plan of a built-in kind, made at first use; throws for a kind that is not built in. */
export const planOf = (kind: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): TypePlan => {
  compiler ??= new PlanCompiler();
  return compiler.ofKind(kind);
};
