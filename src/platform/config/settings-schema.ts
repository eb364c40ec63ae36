import os from 'node:os';

/** What can be set, with the words of docs/configuration.md, which is made from here. */
export const SETTINGS_SCHEMA = {
  type: 'object',
  properties: {
    HOST: {
      description: 'Address to listen on. The default is this machine only; `0.0.0.0` is every address of the machine.',
      type: 'string',
      minLength: 1,
      maxLength: 255,
      default: '127.0.0.1',
    },
    PORT: {
      description: 'Port to listen on; 0 takes any free one and says which.',
      type: 'integer',
      minimum: 0,
      maximum: 65_535,
      default: 3000,
    },
    DATA_FOLDER: {
      description:
        'Folder with the instrument and the tool profiles, for a version of the questions of your own; see docs/operations.md. Left out, those of this release.',
      type: 'string',
      minLength: 1,
      examples: ['/srv/site-readiness/data'],
    },
    DATABASE_PATH: {
      description:
        'SQLite file. It is made, with its folder, when it is missing, and brought to the newest schema. One process holds it: the lock is `<file>.lock` beside it.',
      type: 'string',
      minLength: 1,
      default: 'var/site-readiness.sqlite',
    },
    DATABASE_URL: {
      description:
        'PostgreSQL 15 or later in place of the file, with the parameters of libpq such as `?sslmode=verify-full`. Characters with a meaning in an address are written as `%..` in user and password: `#` as `%23`, `%` as `%25`, `/` as `%2F`, `?` as `%3F`, `@` as `%40`.',
      type: 'string',
      format: 'postgres-address',
      examples: ['postgres://user:password@host:5432/database'],
    },
    DATABASE_POOL: {
      description: 'Most connections to PostgreSQL that this process holds.',
      type: 'integer',
      minimum: 3,
      maximum: 500,
      default: 10,
    },
    AUDIT_SEALS_PATH: {
      description:
        'File outside the database to which the ends of the record are written down every night. One file for all instances of a database. Better on a disk that whoever runs the database cannot write.',
      type: 'string',
      minLength: 1,
      default: 'var/audit-seals.jsonl',
    },
    LOG_LEVEL: {
      description: 'Least severity that is logged. Each request is an `info`; `silent` logs nothing.',
      enum: ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
      default: 'info',
    },
    MAX_BODY_KB: {
      description: 'Largest request body, kilobytes; a larger one is answered with 413.',
      type: 'integer',
      minimum: 64,
      maximum: 65_536,
      default: 2048,
    },
    BACKUP_DIR: {
      description:
        'Folder into which the service backs itself up every night; left out, it does not. Better on another disk, and copied elsewhere.',
      type: 'string',
      minLength: 1,
    },
    BACKUP_KEEP: {
      description: 'Nightly backups that are kept; the oldest are removed.',
      type: 'integer',
      minimum: 1,
      maximum: 3650,
      default: 14,
    },
    JOBS: {
      description:
        'Whether this instance does jobs beside its requests: nightly work, plans in the background. `off` where other instances of the same database do them.',
      enum: ['on', 'off'],
      default: 'on',
    },
    MAX_FILE_MB: {
      description: 'Largest evidence file, megabytes; a larger one is answered with 413.',
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 10,
    },
    PLAN_THREADS: {
      description: 'Threads that make plans and PDFs. Each has a heap of at most 256 MB, of which about 40 are in use.',
      type: 'integer',
      minimum: 1,
      maximum: 64,
      default: Math.max(1, os.availableParallelism() - 1),
      defaultInWords: 'one fewer than the processor cores, at least 1',
    },
    PLAN_QUEUE: {
      description: 'Plans that may wait for a thread; the next is answered with 503.',
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      default: 200,
    },
    STOP_GRACE_SECONDS: {
      description: 'How long a stop (SIGTERM, Ctrl+C) waits for requests in progress, seconds; then it cuts them.',
      type: 'integer',
      minimum: 0,
      maximum: 600,
      default: 10,
    },
    SECRET_KEY: {
      description:
        'Key that seals the secrets of authenticator apps: at least 32 characters that nobody can guess, such as what `openssl rand -base64 48` prints. The same for all instances of a database. Needed, except by the demonstration; with another key people have to set their apps up anew.',
      type: 'string',
      minLength: 32,
      maxLength: 500,
      format: 'strong-secret',
      examples: ['(what openssl rand -base64 48 prints)'],
    },
    PUBLIC_URL: {
      description:
        'Address at which people reach the service, for the links of invitations and of mail. Left out, what the request says is taken.',
      type: 'string',
      format: 'web-origin',
      examples: ['https://readiness.example.nhs.uk'],
    },
    SMTP_URL: {
      description:
        'Mail server by which the service sends mail: `smtp://` with STARTTLS (port 587 unless another is named), `smtps://` encrypted from the first byte (465). Characters with a meaning in an address are written as `%..` in user and password, as in `DATABASE_URL`. Left out, no mail is sent, and everything else works. Needs `MAIL_FROM` and `PUBLIC_URL`.',
      type: 'string',
      format: 'smtp-address',
      maxLength: 500,
      examples: ['smtp://user:password@mail.example.nhs.uk'],
    },
    SMTP_TLS: {
      description:
        '`required`: nothing is sent over a connection that is not encrypted or whose certificate is not good. `off`: for a relay on this machine or in a network of your own; passwords go to this machine only.',
      enum: ['required', 'off'],
      default: 'required',
    },
    SMTP_CA_PATH: {
      description:
        'PEM file with the certificate of the authority that vouches for the mail server, where it is not one of the usual ones.',
      type: 'string',
      minLength: 1,
      examples: ['/etc/ssl/certs/trust-ca.pem'],
    },
    MAIL_FROM: {
      description: 'Address that mail comes from. Somebody has to read what comes back to it.',
      type: 'string',
      format: 'mail-address',
      maxLength: 254,
      examples: ['readiness@example.nhs.uk'],
    },
    TRUSTED_PROXIES: {
      description:
        'Proxies in front of the service whose `X-Forwarded-For` is believed, for limits by network address; 0 believes none.',
      type: 'integer',
      minimum: 0,
      maximum: 10,
      default: 0,
    },
    REQUESTS_PER_MINUTE: {
      description:
        'Requests that one person or program, or one network address that says nothing of itself, may send in a minute; the next are answered with 429. Each instance counts by itself.',
      type: 'integer',
      minimum: 10,
      maximum: 1_000_000,
      default: 600,
    },
    SESSION_IDLE_MINUTES: {
      description: 'Minutes without a request after which somebody has to sign in again.',
      type: 'integer',
      minimum: 5,
      maximum: 1440,
      default: 60,
    },
    SESSION_HOURS: {
      description: 'Hours after which somebody has to sign in again, however busy.',
      type: 'integer',
      minimum: 1,
      maximum: 168,
      default: 12,
    },
    OPERATOR_NAME: {
      description:
        'Who runs this service and is the controller of its personal data, as the privacy notice names them. Left out, the notice says that nobody was named.',
      type: 'string',
      minLength: 1,
      maxLength: 200,
      examples: ['Example Imaging Network, hosted by Example NHS Trust'],
    },
    OPERATOR_CONTACT: {
      description: 'Where people write to the operator about their data or about accessibility, in words.',
      type: 'string',
      minLength: 1,
      maxLength: 200,
      examples: ['data.protection@example.nhs.uk'],
    },
    SUPPORT_CONTACT: {
      description:
        'Whom people ask who need help, in words, for the help page. Left out, it says: ask your trust lead.',
      type: 'string',
      minLength: 1,
      maxLength: 200,
      examples: ['readiness.support@example.nhs.uk, or 0113 496 0000 on working days'],
    },
    API_DOCS: {
      description:
        'Who sees Swagger UI and the OpenAPI description: people and programs that are signed in, or everybody.',
      enum: ['signed-in', 'public'],
      default: 'signed-in',
    },
    OIDC_ISSUER: {
      description:
        'OpenID Connect provider through which people sign in, such as Microsoft Entra ID; see docs/accounts.md. Left out, people sign in with passwords only.',
      type: 'string',
      format: 'web-address',
      examples: ['https://login.microsoftonline.com/<tenant id>/v2.0'],
    },
    OIDC_CLIENT_ID: {
      description: 'What the provider calls this service.',
      type: 'string',
      minLength: 1,
      maxLength: 200,
      examples: ['11111111-2222-3333-4444-555555555555'],
    },
    OIDC_CLIENT_SECRET: {
      description: "This service's secret at the provider.",
      type: 'string',
      minLength: 16,
      maxLength: 500,
      examples: ['(from the provider)'],
    },
    OIDC_NAME: {
      description: 'What the button of the sign-in page calls the provider.',
      type: 'string',
      minLength: 1,
      maxLength: 60,
      default: 'your organisation',
    },
    OIDC_ROLES_PATH: {
      description:
        'YAML file that says which groups of the provider have which role where; see docs/accounts.md. Left out, people have the roles that they were given here.',
      type: 'string',
      minLength: 1,
      examples: ['deploy/oidc-roles.yaml'],
    },
    METRICS_HOST: {
      description: 'Address to show metrics on. Let only what collects them reach it.',
      type: 'string',
      minLength: 1,
      maxLength: 255,
      default: '127.0.0.1',
    },
    METRICS_PORT: {
      description: 'Port of `GET /metrics`, which the port of the service never shows; 0 is off.',
      type: 'integer',
      minimum: 0,
      maximum: 65_535,
      default: 0,
    },
  },
} as const;
