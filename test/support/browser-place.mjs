/** Finds the browser that the pages are looked at with; where the machine has none, the one of the package registry. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** Where Debian, Ubuntu, Alpine, Fedora, Google and macOS put it. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** As `CHROMIUM_PATH`: the package's browser, whatever else is there. */
const PACKAGED = 'packaged';

const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache');
const require = createRequire(import.meta.url);

// No sandbox: the tests run as root in a container, and open only pages of this service.
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-sync',
];

export function chooseBrowser(named, exists = existsSync) {
  if (named === PACKAGED) return undefined;
  if (named === undefined) return USUAL_PLACES.find(exists);
  if (exists(named)) return named;
  throw new Error(
    `There is no browser at ${named}. Set CHROMIUM_PATH to the Chromium or Chrome that you have, ` +
      `to "${PACKAGED}" for the one that npm ci brought along, or leave it out to look in the usual places.`,
  );
}

export function launchOptions(named = process.env.CHROMIUM_PATH) {
  const path = chooseBrowser(named);
  if (path !== undefined) return { executablePath: path, args: ARGUMENTS };
  const folder = unpacked();
  return {
    executablePath: join(folder, 'chromium'),
    args: ARGUMENTS,
    env: { ...process.env, LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_PATH: join(folder, 'fonts') },
  };
}

/** Folder of the package's browser, unpacked at the first use. @throws Error that says how to get another */
function unpacked({ platform, arch } = process) {
  if (platform !== 'linux' || arch !== 'x64') {
    throw new Error(
      `No Chromium or Chrome was found, and the packaged one is for Linux on x86-64, not for ${platform} on ${arch}: ` +
        'the pages cannot be checked. Install one, and set CHROMIUM_PATH where it is in no usual place.',
    );
  }
  const folder = join(CACHE, `chromium-${versionOf()}`);
  if (!existsSync(folder)) unpack(folder);
  return folder;
}

function versionOf() {
  const { devDependencies } = require('../../package.json');
  return devDependencies['@sparticuz/chromium'];
}

/** Unpacks beside the place and moves the whole: several tests start at once, and none may see half a browser. */
function unpack(folder) {
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, 'chromium-draft-'));
  const main = pathToFileURL(require.resolve('@sparticuz/chromium')).href;
  const program = `import(${JSON.stringify(main)}).then(({ default: chromium }) => chromium.default?.executablePath() ?? chromium.executablePath())`;
  // The package unpacks to the folder for temporary files, and brings its libraries only to where it thinks it must.
  const env = { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  execFileSync(process.execPath, ['--input-type=module', '-e', program], { env, stdio: 'inherit' });
  writeFileSync(join(draft, 'fonts/fonts.conf'), fontSettings(folder));
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    // somebody else was faster
    if (!existsSync(folder)) throw error;
  }
}

function fontSettings(folder) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;
}
