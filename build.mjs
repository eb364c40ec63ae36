// Compiles src/ to dist/ with the TypeScript API. A build that does not type-check leaves the old dist/ alone.
import { chmodSync, existsSync, rmSync } from 'node:fs';
import process from 'node:process';
import ts from 'typescript';

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

rmSync('dist', { recursive: true, force: true });
const emitted = program.emit();
stopOn(emitted.diagnostics);

if (existsSync('dist/cli.js')) chmodSync('dist/cli.js', 0o755);
