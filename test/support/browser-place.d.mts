import type { LaunchOptions } from 'playwright-core';

/**
 * Path of the browser on this machine.
 *
 * @param named the `CHROMIUM_PATH` of the environment: a path, `packaged`, or undefined for the usual places
 * @returns undefined where the browser of the package registry is used
 * @throws Error where nothing is at the path that was named
 */
export function chooseBrowser(named: string | undefined, exists?: (path: string) => boolean): string | undefined;

/**
 * How playwright-core starts the browser. @param named as in `chooseBrowser`; default: that of the environment
 * @throws Error that says how to get a browser, where there is none for this machine
 */
export function launchOptions(named?: string): LaunchOptions;
