import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  isMailAddress,
  isSmtpAddress,
  mailConfigOf,
  mailDefects,
  type MailConfig,
  type MailSettings,
} from './mail-config.js';
import { isPostgresAddress } from './postgres-address.js';
import { isOrigin, isStrongSecret, isWebAddress } from './secrets.js';
import { SETTINGS_SCHEMA } from './settings-schema.js';

/** A provider through which people sign in. */
export interface OpenIdConnectConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the button calls it */
  readonly name: string;
  /** File that maps its groups to roles; undefined: roles are given here */
  readonly rolesPath: string | undefined;
}

/** Everything that can be set from outside, read once at start. */
export interface Config {
  /** Address to listen on; the default is this machine only */
  readonly host: string;
  /** 0 takes any free port */
  readonly port: number;
  /** Folder of the instrument and the tool profiles; undefined: those of this release */
  readonly dataFolder: string | undefined;
  /** SQLite file; made, with its folder, when it is missing */
  readonly databasePath: string;
  /** PostgreSQL in place of the file, `postgres://user:password@host/database`; undefined for the file */
  readonly databaseUrl: string | undefined;
  /** Most connections to PostgreSQL that this process holds */
  readonly databasePool: number;
  /** File to which the ends of the chains of events are written down; better on another machine's disk */
  readonly sealsPath: string;
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
  /** Whether this instance looks for jobs by itself */
  readonly doesJobs: boolean;
  /** Folder for nightly backups; undefined where none are made */
  readonly backupFolder: string | undefined;
  /** Nightly backups that are kept */
  readonly backupsKept: number;
  /** How long a stop waits for requests in progress, seconds */
  readonly stopGraceSeconds: number;
  /** Seals the secrets of authenticator apps */
  readonly secretKey: string;
  /** Where people reach the service; undefined: what a request says */
  readonly publicUrl: string | undefined;
  /** Proxies whose `X-Forwarded-For` is believed */
  readonly trustedProxies: number;
  readonly requestsPerMinute: number;
  readonly sessionIdleMinutes: number;
  readonly sessionHours: number;
  /** Who runs the service, for its privacy notice; undefined where nobody was named */
  readonly operatorName: string | undefined;
  readonly operatorContact: string | undefined;
  /** Whom people ask for help; undefined: their trust lead */
  readonly supportContact: string | undefined;
  /** Whether the API description is shown to everybody */
  readonly publicDocs: boolean;
  /** The OpenID Connect provider; undefined where people sign in with passwords only */
  readonly openIdConnect: OpenIdConnectConfig | undefined;
  /** By which server mail is sent; undefined where none is */
  readonly mail: MailConfig | undefined;
  /** Address to show metrics on */
  readonly metricsHost: string;
  /** Undefined when metrics are not shown; 0 takes any free port */
  readonly metricsPort: number | undefined;
}

interface Settings extends MailSettings {
  readonly HOST: string;
  readonly PORT: number;
  readonly DATA_FOLDER?: string;
  readonly DATABASE_PATH: string;
  readonly DATABASE_URL?: string;
  readonly DATABASE_POOL: number;
  readonly AUDIT_SEALS_PATH: string;
  readonly LOG_LEVEL: Config['logLevel'];
  readonly MAX_BODY_KB: number;
  readonly BACKUP_DIR?: string;
  readonly BACKUP_KEEP: number;
  readonly JOBS: 'on' | 'off';
  readonly MAX_FILE_MB: number;
  readonly PLAN_THREADS: number;
  readonly PLAN_QUEUE: number;
  readonly STOP_GRACE_SECONDS: number;
  readonly METRICS_HOST: string;
  readonly METRICS_PORT: number;
  readonly SECRET_KEY?: string;
  readonly TRUSTED_PROXIES: number;
  readonly REQUESTS_PER_MINUTE: number;
  readonly SESSION_IDLE_MINUTES: number;
  readonly SESSION_HOURS: number;
  readonly OPERATOR_NAME?: string;
  readonly OPERATOR_CONTACT?: string;
  readonly SUPPORT_CONTACT?: string;
  readonly API_DOCS: 'signed-in' | 'public';
  readonly OIDC_ISSUER?: string;
  readonly OIDC_CLIENT_ID?: string;
  readonly OIDC_CLIENT_SECRET?: string;
  readonly OIDC_NAME: string;
  readonly OIDC_ROLES_PATH?: string;
}

const WRONG_DATABASE_URL =
  'DATABASE_URL must be like postgres://user:password@host:5432/database; write # as %23, % as %25, / as %2F, ? as %3F and @ as %40 in user and password.';
const WRONG_SMTP_URL =
  'SMTP_URL must be like smtp://user:password@host:587 or smtps://host; write # as %23, % as %25, / as %2F, ? as %3F and @ as %40 in user and password.';

/** Settings that cannot be used, one sentence for each. */
export class ConfigError extends Error {
  constructor(readonly defects: readonly string[]) {
    super(defects.join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * Reads the settings of a service that is to be started: what people's accounts rest on has to be there. Commands that
 * look at the database alone do without.
 *
 * @throws ConfigError as `readConfig`
 */
export function readServiceConfig(environment: Readonly<Record<string, string | undefined>>, demo: boolean): Config {
  const config = readConfig(environment, demo);
  if (demo || (environment.SECRET_KEY ?? '').trim() !== '') return config;
  throw new ConfigError(['SECRET_KEY is missing. Set it to what `openssl rand -base64 48` prints, and keep it.']);
}

/**
 * Reads the settings from environment variables. An empty variable counts as not set.
 *
 * @param demo whether the demonstration is started; it is not a setting
 * @throws ConfigError with every defect, each naming the variable and what it takes
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, demo = false): Config {
  const given = Object.entries(SETTINGS_SCHEMA.properties).flatMap(([name, schema]) => {
    const value = environment[name]?.trim();
    if (value === undefined || value === '') return [];
    return [[name, 'type' in schema && schema.type === 'integer' ? wholeNumber(value) : value]];
  });
  const settings: unknown = Object.fromEntries(given);
  const ajv = new Ajv2020({
    useDefaults: true,
    allErrors: true,
    keywords: ['defaultInWords'],
    formats: {
      'mail-address': isMailAddress,
      'postgres-address': isPostgresAddress,
      'smtp-address': isSmtpAddress,
      'strong-secret': isStrongSecret,
      'web-origin': isOrigin,
      'web-address': isWebAddress,
    },
  });
  const validate = ajv.compile<Settings>(SETTINGS_SCHEMA);
  const sound = validate(settings);
  if (!sound) {
    const defects = (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const name = instancePath.slice(1);
      // It may hold a password, which is not for a log.
      if (name === 'DATABASE_URL') return WRONG_DATABASE_URL;
      if (name === 'SMTP_URL') return WRONG_SMTP_URL;
      if (SECRETS.includes(name)) return wrongSecret(name);
      const allowed = 'allowedValues' in params ? `: ${(params.allowedValues as string[]).join(', ')}` : '';
      return `${name} ${message ?? 'is wrong'}${allowed}; got "${environment[name] ?? ''}".`;
    });
    throw new ConfigError([...new Set(defects)]);
  }
  const defects = [...missingTogether(settings), ...mailDefects(settings)];
  if (defects.length > 0) throw new ConfigError(defects);
  return {
    host: settings.HOST,
    port: settings.PORT,
    dataFolder: settings.DATA_FOLDER === undefined ? undefined : path.resolve(settings.DATA_FOLDER),
    databasePath: path.resolve(settings.DATABASE_PATH),
    // The demonstration throws its data away: it never touches a database of somebody's.
    databaseUrl: demo ? undefined : settings.DATABASE_URL,
    databasePool: settings.DATABASE_POOL,
    sealsPath: path.resolve(settings.AUDIT_SEALS_PATH),
    logLevel: settings.LOG_LEVEL,
    maxBodyKilobytes: settings.MAX_BODY_KB,
    backupFolder: settings.BACKUP_DIR === undefined ? undefined : path.resolve(settings.BACKUP_DIR),
    backupsKept: settings.BACKUP_KEEP,
    doesJobs: settings.JOBS === 'on',
    maxFileMegabytes: settings.MAX_FILE_MB,
    demo,
    planThreads: settings.PLAN_THREADS,
    planQueue: settings.PLAN_QUEUE,
    stopGraceSeconds: settings.STOP_GRACE_SECONDS,
    // The demonstration is thrown away with whatever was sealed.
    secretKey: settings.SECRET_KEY ?? OWN_SECRET,
    publicUrl: settings.PUBLIC_URL,
    trustedProxies: settings.TRUSTED_PROXIES,
    requestsPerMinute: settings.REQUESTS_PER_MINUTE,
    sessionIdleMinutes: settings.SESSION_IDLE_MINUTES,
    sessionHours: settings.SESSION_HOURS,
    operatorName: settings.OPERATOR_NAME,
    operatorContact: settings.OPERATOR_CONTACT,
    supportContact: settings.SUPPORT_CONTACT,
    publicDocs: demo || settings.API_DOCS === 'public',
    openIdConnect: openIdConnectOf(settings),
    // The demonstration's people are fictional: it writes to nobody.
    mail: demo ? undefined : mailConfigOf(settings),
    metricsHost: settings.METRICS_HOST,
    metricsPort: settings.METRICS_PORT === 0 ? undefined : settings.METRICS_PORT,
  };
}

/** For whatever ends with this process. */
const OWN_SECRET = randomBytes(48).toString('base64');
/** Never told back: they may be right but for a letter. */
const SECRETS: readonly string[] = ['SECRET_KEY', 'OIDC_CLIENT_SECRET'];

function wrongSecret(name: string): string {
  return name === 'SECRET_KEY'
    ? 'SECRET_KEY must be 32 to 500 characters that nobody can guess; `openssl rand -base64 48` makes one.'
    : `${name} is too short to be one.`;
}

/** What is missing beside what was set. */
function missingTogether({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET }: Settings): string[] {
  const needed = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET };
  const missing = Object.entries(needed).filter(([, value]) => value === undefined);
  if (missing.length === 0 || missing.length === Object.keys(needed).length) return [];
  return missing.map(([name]) => `${name} is missing: OpenID Connect needs ${Object.keys(needed).join(', ')}.`);
}

function openIdConnectOf(settings: Settings): OpenIdConnectConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = settings;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  const { OIDC_NAME: name, OIDC_ROLES_PATH: roles } = settings;
  return { issuer, clientId, clientSecret, name, rolesPath: roles === undefined ? undefined : path.resolve(roles) };
}

/** Digits only: `0x10` and `1e1` are mistakes. What is none stays text, which the schema refuses. */
function wholeNumber(text: string): number | string {
  return /^(?:0|-?[1-9]\d{0,8})$/.test(text) ? Number(text) : text;
}

/** Injection token of the configuration. */
export const CONFIG = Symbol('config');
