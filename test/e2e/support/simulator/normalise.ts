import { isJsonObject, type Json, type JsonObject } from '../../../../src/model/json.ts';
import type { Answer } from './target.ts';
import type { Told } from './told.ts';

/** Names values that differ between any two servers by the order in which they appear: `<uid 1>`, `<version 2>` … */
interface Names {
  readonly of: (kind: string, value: string) => string;
  readonly known: (kind: string, value: string) => string | undefined;
}

const createNames = (): Names => {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const known = (kind: string, value: string): string | undefined => names.get(`${kind} ${value}`);
  return {
    known,
    of(kind, value) {
      const found = known(kind, value);
      if (found !== undefined) return found;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      const name = `<${kind} ${count}>`;
      names.set(`${kind} ${value}`, name);
      return name;
    },
  };
};

export interface Normaliser {
  /** One server's account of a step with everything named that may differ from another server's. */
  told(told: Told): Json;
}

const uidPattern = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const timePattern = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
/** The Service networks of local control planes, and of simulated ones. */
const addressPattern = /\b10\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g;
const loopbackPattern = /\b(?:127\.0\.0\.1|localhost):\d+\b/g;
/** A column Age of something that was just made. */
const agePattern = /^\d{1,2}s$/;
/** A node port in a text: `80:30715/TCP`, `Duplicate value: 30715`, `duplicate nodePort: {TCP 30715}`. */
const portPattern = /(?<=\d:|[Vv]alue: |nodePort: \{[A-Z]+ )3[0-2]\d{3}\b/g;
/** A message of the storage names its key, whose prefix is an affair of each server. */
const storageKeyPattern = /\bKey: \/[^/]+\//g;
/** Where a message counts versions. */
const versionPattern = /(?<=[Rr]esource ?[Vv]ersion[^.]*?\b)\d+\b/g;
/** Times that a case states itself are older than this; in milliseconds. */
const recentMs = 3_600_000;

/** Ports that a server chooses. */
const portKeys = new Set(['nodePort', 'healthCheckNodePort']);
const comparedHeaders = ['content-type', 'warning', 'retry-after', 'allow', 'location'];

const isCollection = ({ kind, metadata }: JsonObject): boolean =>
  typeof kind === 'string' &&
  (/(?:List|Table)$/.test(kind) || (isJsonObject(metadata) && isBookmark(metadata)));

/** A bookmark carries nothing but its version and perhaps the mark of the initial events' end. */
const isBookmark = (metadata: JsonObject): boolean =>
  metadata.uid === undefined && metadata.name === undefined && typeof metadata.resourceVersion === 'string';

/** A real server finds faults and conflicts in the order of a Go map, which is another one each time. */
const withSortedCauses = (given: JsonObject): JsonObject => {
  const [head, ...lines] = given.kind === 'Status' ? String(given.message).split('\n') : [];
  const status = lines.length > 1 ? { ...given, message: [head, ...lines.sort()].join('\n') } : given;
  const { kind, message, details } = status;
  if (kind !== 'Status' || !isJsonObject(details) || !Array.isArray(details.causes)) return status;
  const causes = details.causes as readonly JsonObject[];
  const texts = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const neutral = texts.reduce((rest, text) => rest.replace(text, '<cause>'), String(message));
  const sorted = [...causes].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { ...status, message: neutral, details: { ...details, causes: sorted } };
};

class Walker {
  readonly #names = createNames();
  readonly #times: boolean;

  constructor(times: boolean) {
    this.#times = times;
  }

  text(text: string): string {
    return text
      .replaceAll(uidPattern, (uid) => this.#names.of('uid', uid))
      .replaceAll(timePattern, (time) => this.#time(time))
      .replaceAll(addressPattern, (address) => this.#names.of('address', address))
      .replaceAll(loopbackPattern, '<server>')
      .replaceAll(portPattern, (port) => this.#names.of('port', port))
      .replaceAll(storageKeyPattern, 'Key: /<prefix>/')
      .replaceAll(versionPattern, (version) => this.#names.known('version', version) ?? version);
  }

  #time(time: string): string {
    const old = Math.abs(Date.now() - Date.parse(time)) > recentMs;
    if (old) return time;
    return this.#times ? this.#names.of('time', time) : '<time>';
  }

  value(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item: Json) => this.value(item));
    return isJsonObject(value) ? this.#object(value) : value;
  }

  #object(given: JsonObject): JsonObject {
    const object = withSortedCauses(given);
    return Object.fromEntries(
      // the order of members is no part of an answer, but it would be of the order of appearance
      Object.entries(object)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => [this.text(key), this.#member(key, value, object)]),
    );
  }

  #member(key: string, value: Json, of: JsonObject): Json {
    if (key === 'resourceVersion' && typeof value === 'string' && !['', '0'].includes(value)) {
      return this.#names.of('version', value);
    }
    if (key === 'metadata' && isCollection(of) && isJsonObject(value)) {
      // the version of the whole store: other cases write to it at the same time
      const { resourceVersion, ...rest } = value;
      return { ...this.#object(rest), ...(resourceVersion && { resourceVersion: '<version of the store>' }) };
    }
    if (key === 'cells' && Array.isArray(value)) {
      return value.map((cell: Json) => (agePattern.test(String(cell)) ? '<age>' : this.value(cell)));
    }
    if (key === 'serverAddress') return '<server>';
    if (key === 'continue' && typeof value === 'string' && value !== '') return '<continue>';
    if (portKeys.has(key) && typeof value === 'number' && value !== 0) {
      return this.#names.of('port', String(value));
    }
    if (key === 'managedFields' && Array.isArray(value)) return this.#managedFields(value as readonly Json[]);
    if (key === 'name' && typeof value === 'string' && typeof of.generateName === 'string') {
      return this.#names.of(`${of.generateName}*`, value);
    }
    return this.value(value);
  }

  /** Entries are ordered by their second, which may turn between two writes on one server only. */
  #managedFields(entries: readonly Json[]): Json {
    const named = entries.map((entry) => this.value(entry));
    if (this.#times) return named;
    const text = (entry: Json): string =>
      isJsonObject(entry)
        ? `${entry.operation}|${entry.manager}|${entry.subresource ?? ''}|${JSON.stringify(entry)}`
        : '';
    return named.sort((a, b) => (text(a) < text(b) ? -1 : 1));
  }

  answer({ status, headers, body }: Answer): JsonObject {
    const kept = comparedHeaders.flatMap((key): [string, Json][] => {
      const value = headers[key];
      return value === undefined ? [] : [[key, this.value(value)]];
    });
    return { status, headers: Object.fromEntries(kept), body: this.value(body) };
  }
}

/** For one server and one case. `times`: their order of appearance is told too. */
export const createNormaliser = ({ times = false }: { readonly times?: boolean } = {}): Normaliser => {
  const walker = new Walker(times);
  return {
    told: ({ answer, events }) => ({
      ...(answer && walker.answer(answer)),
      ...(events && { events: events.map((event) => walker.value(event)) }),
    }),
  };
};
