import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseDocument } from 'yaml';
import { readConfig } from '../../src/platform/config/config.js';
import { SETTINGS_SCHEMA } from '../../src/platform/config/settings-schema.js';
import { TEST_SECRET } from '../support/operators-key.js';
import { environmentOf, readContainerFile } from './container-file.js';

const FILE = path.resolve(import.meta.dirname, '../../deploy/compose.yaml');

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly expose?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period: string;
  readonly read_only?: boolean;
  readonly privileged?: boolean;
}

interface Compose {
  readonly services: Readonly<Record<'service' | 'postgres', Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const text = fs.readFileSync(FILE, 'utf8');

/** Puts values where compose would: `${NAME:?message}`, `${NAME:-default}`. @throws Error when one is missing */
function filled(values: Readonly<Record<string, string>>): Compose {
  const replaced = text.replace(
    /\$\{(\w+)(?::([?-])([^}]*))?\}/g,
    (_, name: string, kind: string | undefined, rest = '') => {
      const value = values[name] ?? '';
      if (value !== '') return value;
      if (kind === '-') return String(rest);
      throw new Error(`${name}: ${String(rest)}`);
    },
  );
  const document = parseDocument(replaced, { strict: true, uniqueKeys: true });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS() as Compose;
}

const compose = filled({ POSTGRES_PASSWORD: 'Example1', SECRET_KEY: TEST_SECRET });
const { service, postgres } = compose.services;

describe('the compose file', () => {
  it('should hold no password, and not start without one', () => {
    expect(() => filled({ SECRET_KEY: TEST_SECRET })).toThrow('POSTGRES_PASSWORD: set it');
    const secrets = text.split('\n').filter((line) => /password|secret|:\/\/[^/]*:/i.test(line.replace(/#.*/, '')));
    expect(() => filled({ POSTGRES_PASSWORD: 'Example1' })).toThrow('SECRET_KEY: set it');
    for (const line of secrets) expect(line).toMatch(/\$\{(?:POSTGRES_PASSWORD|SECRET_KEY):\?set it/);
    expect(postgres.environment.POSTGRES_PASSWORD).toBe('Example1');
  });

  it('should give the service only settings that there are, with values that it takes', () => {
    expect(Object.keys(SETTINGS_SCHEMA.properties)).toEqual(expect.arrayContaining(Object.keys(service.environment)));
    const stages = readContainerFile(path.resolve(path.dirname(FILE), 'Containerfile'));
    const image = environmentOf(stages.at(-1)?.instructions ?? []);
    const config = readConfig({ ...image, ...service.environment });
    const { POSTGRES_USER: user, POSTGRES_DB: database } = postgres.environment;
    expect(config.databaseUrl).toBe(`postgres://${String(user)}:Example1@postgres:5432/${String(database)}`);
    // published on this machine only, and nothing but the service
    expect(service.ports).toEqual([`127.0.0.1:3000:${String(config.port)}`]);
    expect(service.expose).toEqual([String(config.metricsPort)]);
    expect(postgres.ports).toBeUndefined();
    expect(parseInt(service.stop_grace_period, 10)).toBeGreaterThan(config.stopGraceSeconds);
  });

  it('should build from the container file of this repository', () => {
    const context = path.resolve(path.dirname(FILE), service.build?.context ?? '');
    expect(fs.existsSync(path.join(context, 'package-lock.json'))).toBe(true);
    expect(path.join(context, service.build?.dockerfile ?? '')).toBe(path.resolve(path.dirname(FILE), 'Containerfile'));
  });

  it('should make a database in UTF8 that sorts as SQLite does, of a version that the service takes, and keep it', () => {
    expect(postgres.image).toMatch(/^postgres:1[5-9]\b/);
    expect(postgres.environment.POSTGRES_INITDB_ARGS?.split(' ')).toEqual(['--locale=C', '--encoding=UTF8']);
    const [volume, place] = (postgres.volumes?.[0] ?? '').split(':');
    // what is to be kept, each on a volume that is named
    const kept = (service.volumes ?? []).map((one) => one.split(':'));
    expect(kept.map(([, at]) => at)).toEqual(['/seals', '/backups']);
    expect(Object.keys(compose.volumes)).toEqual([volume, ...kept.map(([name]) => name)]);
    expect(place).toBe('/var/lib/postgresql/data');
    expect(text).not.toMatch(/fsync|synchronous_commit/);
  });

  it('should start the service when the database is well, with as few rights as it needs', () => {
    expect(service.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(postgres.healthcheck?.test).toContain('pg_isready');
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    for (const each of Object.values(compose.services)) {
      expect(each.privileged).toBeUndefined();
      expect(each.image).not.toMatch(/:latest$|^[^:]+$/);
    }
  });
});
