import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig, readServiceConfig } from '../../../src/platform/config/config.js';

function defectsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.defects;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('stands for this machine only when nothing is set', () => {
    const { planThreads, secretKey, ...rest } = readConfig({});
    expect(secretKey).toHaveLength(64);
    expect(rest).toEqual({
      host: '127.0.0.1',
      port: 3000,
      databasePath: path.resolve('var/site-readiness.sqlite'),
      databaseUrl: undefined,
      databasePool: 10,
      sealsPath: path.resolve('var/audit-seals.jsonl'),
      backupFolder: undefined,
      backupsKept: 14,
      doesJobs: true,
      logLevel: 'info',
      maxBodyKilobytes: 2048,
      maxFileMegabytes: 10,
      demo: false,
      planQueue: 200,
      stopGraceSeconds: 10,
      mail: undefined,
      metricsHost: '127.0.0.1',
      metricsPort: undefined,
      ...{ openIdConnect: undefined, publicDocs: false, publicUrl: undefined, requestsPerMinute: 600 },
      ...{ sessionHours: 12, sessionIdleMinutes: 60, trustedProxies: 0 },
    });
    expect(planThreads).toBeGreaterThanOrEqual(1);
  });

  it('takes what is set', () => {
    const environment = {
      HOST: '::1',
      PORT: '65535',
      DATABASE_PATH: '/data/site.sqlite',
      LOG_LEVEL: 'silent',
      MAX_BODY_KB: '64',
      MAX_FILE_MB: '100',
      PLAN_THREADS: '3',
      PLAN_QUEUE: '1',
      STOP_GRACE_SECONDS: '0',
      METRICS_HOST: '10.0.0.1',
      METRICS_PORT: '9464',
      SECRET_KEY: 'kP3vT9xQ2mZr7LwY5bNf8HsJ4cGd6VqE1uAoXiRt',
      PUBLIC_URL: 'https://readiness.trust.nhs.uk',
      TRUSTED_PROXIES: '1',
      REQUESTS_PER_MINUTE: '60',
      SESSION_IDLE_MINUTES: '15',
      SESSION_HOURS: '8',
      API_DOCS: 'public',
      OIDC_ISSUER: 'https://login.microsoftonline.com/a/v2.0',
      OIDC_CLIENT_ID: 'one',
      OIDC_CLIENT_SECRET: 'R7tYp2LmQ9xZc4Vb',
      OIDC_NAME: 'NHS mail',
      OIDC_ROLES_PATH: '/etc/roles.yaml',
    };
    expect(readConfig(environment, true)).toEqual({
      host: '::1',
      port: 65_535,
      databasePath: path.resolve('/data/site.sqlite'),
      databaseUrl: undefined,
      databasePool: 10,
      sealsPath: path.resolve('var/audit-seals.jsonl'),
      backupFolder: undefined,
      backupsKept: 14,
      doesJobs: true,
      logLevel: 'silent',
      maxBodyKilobytes: 64,
      maxFileMegabytes: 100,
      planThreads: 3,
      planQueue: 1,
      stopGraceSeconds: 0,
      mail: undefined,
      metricsHost: '10.0.0.1',
      metricsPort: 9464,
      secretKey: environment.SECRET_KEY,
      publicUrl: 'https://readiness.trust.nhs.uk',
      ...{ trustedProxies: 1, requestsPerMinute: 60, sessionIdleMinutes: 15, sessionHours: 8, publicDocs: true },
      openIdConnect: {
        issuer: 'https://login.microsoftonline.com/a/v2.0',
        clientId: 'one',
        clientSecret: 'R7tYp2LmQ9xZc4Vb',
        name: 'NHS mail',
        rolesPath: '/etc/roles.yaml',
      },
      demo: true,
    });
  });

  it.each([
    's3cr3t',
    'changemechangemechangemechangeme12345',
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '0123456789abcdefghijklmnopqrstuvwxyz',
  ])('refuses %s as a secret, without telling it back', (secret) => {
    const [defect, ...others] = defectsOf({ SECRET_KEY: secret });
    expect(defect).toMatch(/^SECRET_KEY must be 32 to 500 characters that nobody can guess/);
    expect(defect).not.toContain(secret);
    expect(others).toEqual([]);
  });

  it('lets a service start only with a secret, but for the demonstration', () => {
    expect(() => readServiceConfig({ SECRET_KEY: ' ' }, false)).toThrow(/^SECRET_KEY is missing/);
    expect(readServiceConfig({}, true).demo).toBe(true);
  });

  describe('of mail', () => {
    const MAIL = {
      SMTP_URL: 'smtp://us%40er:pa%2Fss@mail.example.nhs.uk',
      MAIL_FROM: 'readiness@example.nhs.uk',
      PUBLIC_URL: 'https://readiness.example.nhs.uk',
    };

    it('takes a server with its password, and asks for encryption unless told otherwise', () => {
      expect(readConfig(MAIL).mail).toEqual({
        ...{ host: 'mail.example.nhs.uk', port: 587, encryption: 'starttls', user: 'us@er', password: 'pa/ss' },
        ...{ authorities: undefined, from: MAIL.MAIL_FROM, publicUrl: MAIL.PUBLIC_URL },
      });
      const of = (SMTP_URL: string, others = {}) => readConfig({ ...MAIL, SMTP_URL, ...others }).mail;
      expect(of('smtps://mail.example.nhs.uk')).toMatchObject({ port: 465, encryption: 'at-once', user: undefined });
      expect(of('smtp://[::1]:25/', { SMTP_TLS: 'off' })).toMatchObject({ host: '::1', port: 25, encryption: 'off' });
      expect(readConfig({}).mail).toBeUndefined();
    });

    it('is not sent by the demonstration', () => {
      expect(readConfig(MAIL, true).mail).toBeUndefined();
    });

    it('needs a sender and an address for links, and no password where others can read it', () => {
      expect(defectsOf({ SMTP_URL: MAIL.SMTP_URL }).map((line) => line.split(' is ')[0])).toEqual([
        'MAIL_FROM',
        'PUBLIC_URL',
      ]);
      expect(defectsOf({ MAIL_FROM: MAIL.MAIL_FROM })[0]).toMatch(/^SMTP_URL is missing/);
      expect(defectsOf({ ...MAIL, SMTP_TLS: 'off' })[0]).toMatch(/^SMTP_TLS is off, and SMTP_URL holds a password/);
      expect(defectsOf({ ...MAIL, SMTP_URL: 'smtp://a:b@localhost', SMTP_TLS: 'off' })).toEqual([]);
    });

    it.each([
      'mail.example.nhs.uk',
      'https://mail.example.nhs.uk',
      'smtp://',
      'smtp://s3cret@mail.example.nhs.uk',
      'smtp://user:s3cret@@mail.example.nhs.uk',
      'smtp://user:s3cret#@mail.example.nhs.uk',
      'smtp://user:s3cret@mail.example.nhs.uk/path',
      'smtp://user:s3cret%0A@mail.example.nhs.uk',
    ])('refuses %s as a server, without telling a password back', (SMTP_URL) => {
      const [defect, ...others] = defectsOf({ ...MAIL, SMTP_URL });
      expect(defect).toMatch(/^SMTP_URL must be like smtp:/);
      expect(defect).not.toContain('s3cret');
      expect(others).toEqual([]);
    });

    it.each([
      'readiness',
      'readiness@localhost',
      'Readiness <a@b.example>',
      'a@b.example, c@d.example',
      'a@b.example\r\nBcc: x',
    ])('refuses %j as the sender', (MAIL_FROM) => {
      expect(defectsOf({ ...MAIL, MAIL_FROM })).toHaveLength(1);
    });
  });

  it('asks for all that OpenID Connect needs', () => {
    expect(defectsOf({ OIDC_ISSUER: 'https://login.example/' }).map((line) => line.split(' ')[0])).toEqual([
      'OIDC_CLIENT_ID',
      'OIDC_CLIENT_SECRET',
    ]);
  });

  it.each(['http://readiness.trust.nhs.uk', 'https://readiness.trust.nhs.uk/path', 'readiness'])(
    'refuses %s as the address that people use',
    (PUBLIC_URL) => {
      expect(defectsOf({ PUBLIC_URL })).toHaveLength(1);
    },
  );

  it('shows no metrics on port 0', () => {
    expect(readConfig({ METRICS_PORT: '0' }).metricsPort).toBeUndefined();
  });

  it.each(['', '  '])('takes "%s" for not set', (value) => {
    expect(readConfig({ PORT: value, HOST: value, LOG_LEVEL: value })).toEqual(readConfig({}));
  });

  it('takes no notice of other variables', () => {
    expect(readConfig({ PATH: '/bin', port: '1', DEMO: 'true', __proto__: 'x' })).toEqual(readConfig({}));
  });

  it.each([
    ['PORT', 'eighty', 'PORT must be integer; got "eighty".'],
    ['PORT', '-1', 'PORT must be >= 0; got "-1".'],
    ['PORT', '65536', 'PORT must be <= 65535; got "65536".'],
    ['PORT', '0x10', 'PORT must be integer; got "0x10".'],
    ['PORT', '1e1', 'PORT must be integer; got "1e1".'],
    ['PORT', '80.5', 'PORT must be integer; got "80.5".'],
    ['HOST', 'x'.repeat(256), `HOST must NOT have more than 255 characters; got "${'x'.repeat(256)}".`],
    [
      'LOG_LEVEL',
      'loud',
      'LOG_LEVEL must be equal to one of the allowed values: fatal, error, warn, info, debug, silent; got "loud".',
    ],
    ['MAX_BODY_KB', '63', 'MAX_BODY_KB must be >= 64; got "63".'],
    ['MAX_BODY_KB', '65537', 'MAX_BODY_KB must be <= 65536; got "65537".'],
    ['MAX_FILE_MB', '0', 'MAX_FILE_MB must be >= 1; got "0".'],
    ['MAX_FILE_MB', '101', 'MAX_FILE_MB must be <= 100; got "101".'],
    ['PLAN_THREADS', '0', 'PLAN_THREADS must be >= 1; got "0".'],
    ['PLAN_QUEUE', '0', 'PLAN_QUEUE must be >= 1; got "0".'],
    ['STOP_GRACE_SECONDS', '601', 'STOP_GRACE_SECONDS must be <= 600; got "601".'],
    ['STOP_GRACE_SECONDS', 'true', 'STOP_GRACE_SECONDS must be integer; got "true".'],
  ])('names the variable and the rule: %s=%s', (name, value, sentence) => {
    expect(defectsOf({ [name]: value })).toEqual([sentence]);
  });

  it('names every defect at once, a line each', () => {
    const environment = { PORT: 'x', LOG_LEVEL: 'loud', PLAN_QUEUE: '0' };
    expect(defectsOf(environment).map((line) => line.split(' ')[0])).toEqual(['PORT', 'LOG_LEVEL', 'PLAN_QUEUE']);
    expect(() => readConfig(environment)).toThrow(/^PORT [^\n]*\nLOG_LEVEL [^\n]*\nPLAN_QUEUE [^\n]*$/);
  });

  it('names an address of PostgreSQL that cannot be read beside the others', () => {
    const environment = { DATABASE_URL: 'postgres://u:99#secret@h/x', PORT: 'x' };
    expect(defectsOf(environment).map((line) => line.split(' ')[0])).toEqual(['PORT', 'DATABASE_URL']);
  });

  it('does not let one reading colour the next', () => {
    readConfig({ PORT: '1' });
    expect(readConfig({}).port).toBe(3000);
  });

  it('takes PostgreSQL by its address, but never for the demonstration', () => {
    const url = 'postgres://user:secret@db.example:5432/readiness?sslmode=require';
    expect(readConfig({ DATABASE_URL: url, DATABASE_POOL: '3' })).toMatchObject({ databaseUrl: url, databasePool: 3 });
    const escaped = 'postgres://u:%23%3F%2F%40%25@db/x?options=-c%20search_path%3Dy';
    expect(readConfig({ DATABASE_URL: escaped }).databaseUrl).toBe(escaped);
    expect(readConfig({ DATABASE_URL: 'postgresql://db/x' }).databaseUrl).toBe('postgresql://db/x');
    expect(readConfig({ DATABASE_URL: url }, true).databaseUrl).toBeUndefined();
  });

  it.each([
    'postgres://db',
    'mysql://db/x',
    'postgres:///x',
    'postgres://u:pa#ss@h/x',
    'postgres://u:pa?ss@h/x',
    'postgres://u:99?ss@h/x',
    'postgres://u:99/ss@h?x',
    'postgres://u:99/ss@h',
    'postgres://u:p@h/x%00',
    'postgres://[::1/x',
    'postgres://u:%zz@h/x',
    'postgres://h:99999999/x',
    '/var/run/secret',
  ])('refuses %s as an address of PostgreSQL, without saying what may hold a password', (url) => {
    const [defect, ...others] = defectsOf({ DATABASE_URL: url });
    expect(defect).toBe(
      'DATABASE_URL must be like postgres://user:password@host:5432/database; write # as %23, % as %25, / as %2F, ? as %3F and @ as %40 in user and password.',
    );
    expect(others).toEqual([]);
  });
});
