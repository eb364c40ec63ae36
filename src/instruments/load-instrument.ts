import type {
  Action,
  Contradiction,
  Domain,
  Framework,
  Instrument,
  Method,
  Question,
  Role,
  Source,
  Theme,
} from '../core/contracts/instrument.js';
import { type DataFile, type DataReader } from './data-file.js';
import type { FileDefect } from './located-document.js';

/** The instrument that this service assesses by. */
export const INSTRUMENT_ID = 'ai-site-readiness';

type Head = Pick<Instrument, 'id' | 'version' | 'name' | 'status'>;

/** Where a thing that core defects name by its id stands: `/questions/IT-01` → file and pointer in it. */
export type Places = Map<string, { readonly file: DataFile<unknown>; readonly pointer: string }>;

export interface LoadedInstrument {
  /** Undefined when a file has defects */
  readonly instrument: Instrument | undefined;
  readonly defects: readonly FileDefect[];
  readonly places: Places;
}

/** Reads every file of one instrument version and puts them together. What files say about each other is not checked here. */
export function loadInstrument(reader: DataReader, id: string, version: string): LoadedInstrument {
  const folder = `instruments/${id}/${version}`;
  const files: DataFile<unknown>[] = [];
  const places: Places = new Map();
  const read = <T>(name: string, schema: string): DataFile<T> => {
    const file = reader.read<T>(name, schema);
    files.push(file);
    return file;
  };
  const list = <T extends object>(name: string, field: string, key: keyof T): readonly T[] => {
    const file = read<Record<string, readonly T[]>>(`${folder}/${name}.yaml`, name);
    const items = file.value?.[field] ?? [];
    items.forEach((item, index) => {
      places.set(`/${field}/${String(item[key])}`, { file, pointer: `/${field}/${String(index)}` });
    });
    places.set(`/${field}`, { file, pointer: `/${field}` });
    return items;
  };
  const byDomain = <T extends { id: string; domain: string }>(field: 'questions' | 'actions'): T[] =>
    reader.list(`${folder}/${field}`, '.yaml').flatMap((name) => {
      const file = read<{ domain: string } & Partial<Record<typeof field, readonly T[]>>>(name, field);
      const { value } = file;
      return (value?.[field] ?? []).map((item, index): T => {
        const whole = { ...item, domain: (value as { domain: string }).domain };
        places.set(`/${field}/${whole.id}`, { file, pointer: `/${field}/${String(index)}` });
        return whole;
      });
    });

  const head = read<Head>(`${folder}/instrument.yaml`, 'instrument');
  const method = read<object>(`${folder}/method.yaml`, 'method');
  places.set('/method', { file: method, pointer: '' });
  const domains = list<Domain>('domains', 'domains', 'code');
  const order = new Map(domains.map(({ code }, index) => [code, index]));
  const inOrder = <T extends { id: string; domain: string }>(items: readonly T[]): T[] =>
    [...items].sort(
      (a, b) => (order.get(a.domain) ?? 0) - (order.get(b.domain) ?? 0) || a.id.localeCompare(b.id, 'en'),
    );
  const parts = {
    domains,
    questions: inOrder(byDomain<Question>('questions')),
    actions: inOrder(byDomain<Action>('actions')),
    roles: list<Role>('roles', 'roles', 'id'),
    themes: list<Theme>('themes', 'themes', 'id'),
    frameworks: list<Framework>('frameworks', 'frameworks', 'id'),
    sources: list<Source>('sources', 'sources', 'id'),
    contradictions: list<Contradiction>('checks', 'contradictions', 'id'),
  };
  const defects = [...files.flatMap((file) => file.defects), ...headDefects(head, id, version)];
  if (defects.length > 0 || head.value === undefined) return { instrument: undefined, defects, places };
  const { value } = head;
  const instrument: Instrument = {
    id: value.id,
    version: value.version,
    name: value.name,
    status: value.status,
    ...parts,
    method: parameterValues(method.value) as Method,
  };
  return { instrument, defects, places };
}

function headDefects({ value, name, document }: DataFile<Head>, id: string, version: string): FileDefect[] {
  if (value === undefined || (value.id === id && value.version === version)) return [];
  const message = `The folder says ${id} ${version}, the file says ${value.id} ${value.version}.`;
  return [{ file: name, line: document.lineAt('/version'), message }];
}

/** `{ passMark: { value: 0.5, basis, why } }` → `{ passMark: 0.5 }`, at every depth. */
function parameterValues(node: unknown): unknown {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return node;
  if ('basis' in node && 'value' in node) return node.value;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, parameterValues(value)]));
}
