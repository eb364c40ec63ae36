import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { groupIsFocused, isFocused, showsFocus } from './in-page.mjs';

/** How somebody works a page: everything is found by what it is called, as people and their tools find it. */
export interface Hands {
  follow(name: string | RegExp): Promise<void>;
  press(name: string | RegExp): Promise<void>;
  /** A radio button or a box. @param field a part of its label, or the field */
  tick(field: string | Locator): Promise<void>;
  /** @param field its label, or where there are several of that name, the field */
  type(field: string | Locator, text: string): Promise<void>;
  upload(label: string, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void>;
}

const named = (page: Page, role: 'link' | 'button', name: string | RegExp): Locator =>
  page.getByRole(role, { name, ...(typeof name === 'string' && { exact: true }) }).first();

const fieldOf = (page: Page, field: string | Locator): Locator =>
  typeof field === 'string' ? page.getByLabel(field, { exact: true }) : field;

const choiceOf = (page: Page, field: string | Locator): Locator =>
  typeof field === 'string' ? page.getByLabel(field).first() : field;

/** With a pointer. */
export function mouse(page: Page): Hands {
  return {
    follow: (name) => named(page, 'link', name).click(),
    press: (name) => named(page, 'button', name).click(),
    tick: (field) => choiceOf(page, field).check(),
    type: async (label, text) => {
      await fieldOf(page, label).click();
      await page.keyboard.type(text);
    },
    upload: (label, file) => fieldOf(page, label).setInputFiles(file),
  };
}

/** Stops of the Tab key on one page, at most. */
const MOST_STOPS = 400;

/** With the keys alone: what Tab does not reach cannot be used, and what is used has to show that it is in focus. */
export function keyboard(page: Page): Hands {
  const tabTo = async (wanted: Locator): Promise<void> => {
    await wanted.waitFor({ state: 'attached' });
    for (let stops = 0; !(await wanted.evaluate(isFocused)); stops += 1) {
      if (stops === MOST_STOPS) throw new Error(`Tab does not reach ${String(wanted)}`);
      await page.keyboard.press('Tab');
    }
    expect(await wanted.evaluate(showsFocus)).toBe(true);
  };
  /** Tab reaches one radio button of a group: the chosen one, or the first or last. */
  const tabToGroup = async (wanted: Locator): Promise<void> => {
    await wanted.waitFor({ state: 'attached' });
    for (let stops = 0; !(await wanted.evaluate(groupIsFocused)); stops += 1) {
      if (stops === MOST_STOPS) throw new Error(`Tab does not reach ${String(wanted)}`);
      await page.keyboard.press('Tab');
    }
  };
  const activate = async (wanted: Locator): Promise<void> => {
    await tabTo(wanted);
    await page.keyboard.press('Enter');
  };
  return {
    follow: (name) => activate(named(page, 'link', name)),
    press: (name) => activate(named(page, 'button', name)),
    tick: async (field) => {
      const wanted = choiceOf(page, field);
      if ((await wanted.getAttribute('type')) === 'radio') {
        await tabToGroup(wanted);
        for (let steps = 0; !(await wanted.evaluate(isFocused)); steps += 1) {
          if (steps === 20) throw new Error(`The arrows do not reach ${String(wanted)}`);
          await page.keyboard.press('ArrowDown');
        }
      } else await tabTo(wanted);
      if (!(await wanted.isChecked())) await page.keyboard.press('Space');
    },
    type: async (label, text) => {
      await tabTo(fieldOf(page, label));
      await page.keyboard.type(text);
    },
    upload: async (label, file) => {
      const wanted = page.getByLabel(label, { exact: true });
      await tabTo(wanted);
      const chooser = page.waitForEvent('filechooser');
      await page.keyboard.press('Enter');
      await (await chooser).setFiles(file);
    },
  };
}
