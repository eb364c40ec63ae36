import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where Debian, Ubuntu and Google put it. */
const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Path of the browser that the pages are looked at with.
 *
 * @param named the `CHROMIUM_PATH` of the environment, which goes before the usual places
 * @throws Error that says how to get one
 */
export function chromiumPath(named: string | undefined, exists: (path: string) => boolean = existsSync): string {
  const path = (named === undefined ? USUAL_PLACES : [named]).find(exists);
  if (path !== undefined) return path;
  const where = named === undefined ? 'There is no Chromium on this machine' : `There is no browser at ${named}`;
  throw new Error(
    `${where}: the pages cannot be checked. Install it (Debian and Ubuntu: "apt-get install -y chromium"), ` +
      'or set CHROMIUM_PATH to the Chromium or Chrome that you have.',
  );
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(process.env.CHROMIUM_PATH),
    // no sandbox: the tests run as root in a container, and open only pages of this service
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
}
