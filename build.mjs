// Compiles src/ to dist/ with the TypeScript API. A build that does not type-check leaves the old dist/ alone.
// The swagger plugin runs with the options of nest-cli.json; the core's contract becomes JSON Schemas for the API description.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { before as describeClasses } from '@nestjs/swagger/plugin';
import { createGenerator } from 'ts-json-schema-generator';
import ts from 'typescript';

/** Types of src/core/contracts that the API answers with. */
const CONTRACT_TYPES = [
  'Scorecard',
  'SupportPlan',
  'WhatIf',
  'Explanation',
  'Comparison',
  'Sensitivity',
  'QueuePlace',
  'RankRobustness',
  'PairComparison',
  'StandingChanges',
  'Allocation',
  'LiveMonth',
  'ForecastCalibration',
  'ToolProfile',
  'Domain',
  'Question',
];
const CONTRACT_SCHEMAS = 'dist/platform/openapi/contracts.schema.json';

const formatHost = {
  getCurrentDirectory: () => process.cwd(),
  getCanonicalFileName: (fileName) => fileName,
  getNewLine: () => '\n',
};

function stopOn(diagnostics) {
  const errors = diagnostics.filter((diagnostic) => diagnostic.category === ts.DiagnosticCategory.Error);
  if (errors.length === 0) return;
  console.error(ts.formatDiagnosticsWithColorAndContext(errors, formatHost));
  process.exit(1);
}

const config = ts.getParsedCommandLineOfConfigFile('tsconfig.build.json', undefined, {
  ...ts.sys,
  onUnRecoverableConfigFileDiagnostic: (diagnostic) => stopOn([diagnostic]),
});
stopOn(config.errors);

const program = ts.createProgram(config.fileNames, {
  ...config.options,
  // Inline, because jest maps coverage of the built files back to src/ only from maps it finds in the file itself.
  sourceMap: false,
  inlineSourceMap: true,
  inlineSources: true,
});
stopOn(ts.getPreEmitDiagnostics(program));

const { plugins } = JSON.parse(readFileSync('nest-cli.json', 'utf8')).compilerOptions;
// No suffix for controllers: the plugin would guess a 200 or 201 beside the reply that @Operation says there is.
const { options: swaggerOptions } = plugins.find(({ name }) => name === '@nestjs/swagger/plugin');

// Everything is made before the old dist/ goes.
const files = new Map();
const emitted = program.emit(undefined, (name, text) => files.set(name, text), undefined, false, {
  before: [describeClasses(swaggerOptions, program)],
});
stopOn(emitted.diagnostics);
files.set(CONTRACT_SCHEMAS, `${JSON.stringify(schemasOfContract(), undefined, 2)}\n`);

rmSync('dist', { recursive: true, force: true });
for (const [name, text] of files) {
  mkdirSync(path.dirname(name), { recursive: true });
  writeFileSync(name, text);
}
if (existsSync('dist/cli.js')) chmodSync('dist/cli.js', 0o755);

/** The generator reads the files with a TypeScript 5 of its own: type flags of TypeScript 6 have other numbers. */
function schemasOfContract() {
  const generator = createGenerator({
    path: 'src/core/contracts/*.ts',
    tsconfig: 'tsconfig.json',
    skipTypeCheck: true,
    additionalProperties: false,
    functions: 'fail',
  });
  const definitions = Object.assign({}, ...CONTRACT_TYPES.map((type) => generator.createSchema(type).definitions));
  return { definitions };
}
