// Tests are TypeScript, compiled by swc as they load; the code under test is the built dist/. `npm test` builds first.
const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(?:\\.\\./)+src/(.*)\\.js$': '<rootDir>/dist/$1.js',
    // test helpers are TypeScript, imported by the name that they would have when built
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
};

export default {
  projects: [
    {
      ...common,
      displayName: 'sqlite',
      setupFiles: ['<rootDir>/test/support/authorised-fetch.mjs'],
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      testPathIgnorePatterns: ['/postgres/'],
    },
    {
      // Whatever reaches the database runs a second time, on a server that is started for it. What a browser makes of the
      // pages does not depend on the database: of web/ only the pages' content is read again.
      ...common,
      displayName: 'postgres',
      testMatch: [
        '<rootDir>/test/e2e/**/*.spec.ts',
        '<rootDir>/test/web/pages.spec.ts',
        '<rootDir>/test/platform/{audit,database,http,health,metrics}/**/*.spec.ts',
      ],
      testPathIgnorePatterns: ['/sqlite/'],
      globalSetup: '<rootDir>/test/support/postgres/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/postgres/global-teardown.mjs',
      setupFiles: ['<rootDir>/test/support/authorised-fetch.mjs', '<rootDir>/test/support/postgres/use.mjs'],
    },
  ],
  // Generous, for a busy machine; nothing here measures time.
  testTimeout: 300_000,
  // On two cores jest would run one file at a time.
  maxWorkers: 2,
  // Modules of files that have run are kept in memory (jestjs/jest#14605): a worker that has grown is
  // replaced, before two of them fill the machine.
  workerIdleMemoryLimit: '1GB',
  // Not "v8": it does not see the missing else of an `if` nor an unused default parameter, so 100% of its branches would
  // say less than it seems to. Neither provider sees both sides of `??=`, and this one not those of `?.`.
  coverageProvider: 'babel',
  collectCoverageFrom: ['<rootDir>/dist/core/**/*.js'],
  coverageReporters: [['text', { skipFull: true }], 'lcovonly'],
  coverageThreshold: { './src/core/': { branches: 100, functions: 100, lines: 100, statements: 100 } },
};
