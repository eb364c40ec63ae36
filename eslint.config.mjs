import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const pure = 'src/core is pure: the same input gives the same output on every machine, on every day.';

/** What the core may not reach for, and what it does instead. */
const impureGlobals = {
  Date: `${pure} Dates are UTC day numbers (core/contracts/calendar.ts); "today" is passed in as asOf.`,
  process: `${pure} Settings and arguments are passed in.`,
  console: `${pure} It returns what it has to say.`,
  setTimeout: `${pure} It does not wait.`,
  setInterval: `${pure} It does not wait.`,
  setImmediate: `${pure} It does not wait.`,
  queueMicrotask: `${pure} It does not wait.`,
  Intl: `${pure} Locale data differs between machines; format in plain code.`,
  crypto: `${pure} Hashes are passed in; random numbers come from the seeded generator.`,
  performance: `${pure} It does not look at a clock.`,
  fetch: `${pure} It does not read from the network.`,
  Buffer: `${pure} It does not know about Node.`,
  globalThis: `${pure} Name what you need, so that this list can be checked.`,
  global: `${pure} Name what you need, so that this list can be checked.`,
};

const localeMethods = [
  'localeCompare',
  'toLocaleDateString',
  'toLocaleLowerCase',
  'toLocaleString',
  'toLocaleTimeString',
  'toLocaleUpperCase',
];

const focusedTest = 'A focused test hides all the others: take the .only off again.';

const oneNameEverywhere = [
  {
    selector: "ExportDefaultDeclaration, ExportSpecifier[exported.name='default']",
    message: 'No default exports in src: a thing has one name, the same where it is made and where it is used.',
  },
  {
    selector: 'ExportAllDeclaration',
    message: 'No barrels in src: import from the file that holds the thing.',
  },
];

const nodeGlobals = Object.fromEntries(
  [
    'AbortController',
    'Blob',
    'Buffer',
    'FormData',
    'TextDecoder',
    'TextEncoder',
    'URL',
    'URLSearchParams',
    'clearInterval',
    'clearTimeout',
    'console',
    'fetch',
    'performance',
    'process',
    'setImmediate',
    'setInterval',
    'setTimeout',
    'structuredClone',
  ].map((name) => [name, 'readonly']),
);

export default defineConfig(
  globalIgnores(['coverage/', 'dist/', 'out/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    name: 'plain scripts: no types to check with',
    files: ['**/*.{mjs,cjs}'],
    languageOptions: { globals: nodeGlobals },
  },
  {
    name: 'what pages load',
    files: ['templates/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'Element',
          'FormData',
          'HTMLFormElement',
          'HTMLTextAreaElement',
          'URLSearchParams',
          'document',
          'fetch',
          'location',
          'navigator',
          'window',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
  {
    name: 'TypeScript',
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      // It takes `return report(...)`, where nothing is what the caller gets on a defect, for a mistake.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // It asks for the `!` that no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',
    },
  },
  {
    name: 'src: small files, one name for a thing, database access in one place',
    files: ['src/**/*.ts'],
    rules: {
      complexity: ['error', 15],
      'max-lines': ['error', { max: 320 }],
      'no-restricted-syntax': ['error', ...oneNameEverywhere],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'typeorm',
              importNames: ['DataSource', 'Repository'],
              message: 'Only src/platform/database opens the database: go through its unit of work.',
            },
            {
              name: '@nestjs/typeorm',
              importNames: ['InjectDataSource', 'InjectEntityManager', 'InjectRepository'],
              message: 'Only src/platform/database opens the database: go through its unit of work.',
            },
          ],
        },
      ],
    },
  },
  {
    name: 'classes that are shapes: entities and what goes in and out of the API have no methods',
    files: ['src/**/*.ts'],
    ignores: ['src/core/**'],
    rules: {
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['src/platform/database/**/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    name: 'src/core: no clock, no chance, no locale, no machine',
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...Object.entries(impureGlobals).map(([name, message]) => ({ name, message })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: `${pure} Use the seeded generator that is passed in.` },
        ...localeMethods.map((property) => ({
          property,
          message: `${pure} Locale data differs between machines; compare and format in plain code.`,
        })),
      ],
      'no-restricted-syntax': [
        'error',
        ...oneNameEverywhere,
        { selector: 'ImportExpression', message: `${pure} It loads nothing while it runs.` },
        {
          selector: "MemberExpression[object.type='MetaProperty']",
          message: `${pure} It does not know where it is installed.`,
        },
      ],
    },
  },
  {
    name: 'tests: looser where types get in the way; a forgotten promise stays an error',
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'fdescribe', message: focusedTest },
        { name: 'fit', message: focusedTest },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[property.name='only'][object.name=/^(describe|it|test)$/]",
          message: focusedTest,
        },
      ],
    },
  },
);
