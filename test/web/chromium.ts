import { chromium, type Browser } from 'playwright-core';
import { launchOptions } from '../support/browser-place.mjs';

/** Starts the browser that the pages are looked at with. @throws Error that says how to get one */
export function launchChromium(): Promise<Browser> {
  return chromium.launch(launchOptions());
}
