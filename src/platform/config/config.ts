import os from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

/** Everything that can be set from outside, read once at start. */
export interface Config {
  /** Address to listen on; the default is this machine only */
  readonly host: string;
  /** 0 takes any free port */
  readonly port: number;
  /** SQLite file; made, with its folder, when it is missing */
  readonly databasePath: string;
  /** PostgreSQL in place of the file, `postgres://user:password@host/database`; undefined for the file */
  readonly databaseUrl: string | undefined;
  /** Most connections to PostgreSQL that this process holds */
  readonly databasePool: number;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
  /** Largest request body, kilobytes */
  readonly maxBodyKilobytes: number;
  /** Largest evidence file, megabytes of 1,048,576 bytes */
  readonly maxFileMegabytes: number;
  /** Threads that make plans and PDFs */
  readonly planThreads: number;
  /** Plans that may wait for a thread before requests are turned away */
  readonly planQueue: number;
  /** Whether this is the demonstration, with fictional trusts in a database that is thrown away */
  readonly demo: boolean;
  /** How long a stop waits for requests in progress, seconds */
  readonly stopGraceSeconds: number;
}

const SCHEMA = {
  type: 'object',
  properties: {
    HOST: { type: 'string', minLength: 1, maxLength: 255, default: '127.0.0.1' },
    PORT: { type: 'integer', minimum: 0, maximum: 65_535, default: 3000 },
    DATABASE_PATH: { type: 'string', minLength: 1, default: 'var/site-readiness.sqlite' },
    DATABASE_URL: { type: 'string', pattern: '^postgres(?:ql)?://[^/]+/[^/?]+(?:\\?.*)?$' },
    DATABASE_POOL: { type: 'integer', minimum: 3, maximum: 500, default: 10 },
    LOG_LEVEL: { enum: ['fatal', 'error', 'warn', 'info', 'debug', 'silent'], default: 'info' },
    MAX_BODY_KB: { type: 'integer', minimum: 64, maximum: 65_536, default: 2048 },
    MAX_FILE_MB: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    PLAN_THREADS: { type: 'integer', minimum: 1, maximum: 64, default: Math.max(1, os.availableParallelism() - 1) },
    PLAN_QUEUE: { type: 'integer', minimum: 1, maximum: 10_000, default: 200 },
    STOP_GRACE_SECONDS: { type: 'integer', minimum: 0, maximum: 600, default: 10 },
  },
} as const;

interface Settings {
  readonly HOST: string;
  readonly PORT: number;
  readonly DATABASE_PATH: string;
  readonly DATABASE_URL?: string;
  readonly DATABASE_POOL: number;
  readonly LOG_LEVEL: Config['logLevel'];
  readonly MAX_BODY_KB: number;
  readonly MAX_FILE_MB: number;
  readonly PLAN_THREADS: number;
  readonly PLAN_QUEUE: number;
  readonly STOP_GRACE_SECONDS: number;
}

/** Settings that cannot be used, one sentence for each. */
export class ConfigError extends Error {
  constructor(readonly defects: readonly string[]) {
    super(defects.join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * Reads the settings from environment variables. An empty variable counts as not set.
 *
 * @param demo whether the demonstration is started; it is not a setting
 * @throws ConfigError with every defect, each naming the variable and what it takes
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, demo = false): Config {
  const given = Object.entries(SCHEMA.properties).flatMap(([name, schema]) => {
    const value = environment[name]?.trim();
    if (value === undefined || value === '') return [];
    return [[name, 'type' in schema && schema.type === 'integer' ? wholeNumber(value) : value]];
  });
  const settings: unknown = Object.fromEntries(given);
  const validate = new Ajv2020({ useDefaults: true, allErrors: true }).compile<Settings>(SCHEMA);
  const sound = validate(settings);
  if (!sound) {
    throw new ConfigError(
      (validate.errors ?? []).map(({ instancePath, message, params }) => {
        const name = instancePath.slice(1);
        // It may hold a password, which is not for a log.
        if (name === 'DATABASE_URL') return `DATABASE_URL must be like postgres://user:password@host:5432/database.`;
        const allowed = 'allowedValues' in params ? `: ${(params.allowedValues as string[]).join(', ')}` : '';
        return `${name} ${message ?? 'is wrong'}${allowed}; got "${environment[name] ?? ''}".`;
      }),
    );
  }
  return {
    host: settings.HOST,
    port: settings.PORT,
    databasePath: path.resolve(settings.DATABASE_PATH),
    // The demonstration throws its data away: it never touches a database of somebody's.
    databaseUrl: demo ? undefined : settings.DATABASE_URL,
    databasePool: settings.DATABASE_POOL,
    logLevel: settings.LOG_LEVEL,
    maxBodyKilobytes: settings.MAX_BODY_KB,
    maxFileMegabytes: settings.MAX_FILE_MB,
    demo,
    planThreads: settings.PLAN_THREADS,
    planQueue: settings.PLAN_QUEUE,
    stopGraceSeconds: settings.STOP_GRACE_SECONDS,
  };
}

/** Digits only: `0x10` and `1e1` are mistakes. What is none stays text, which the schema refuses. */
function wholeNumber(text: string): number | string {
  return /^(?:0|-?[1-9]\d{0,8})$/.test(text) ? Number(text) : text;
}

/** Injection token of the configuration. */
export const CONFIG = Symbol('config');
