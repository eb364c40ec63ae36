import { Injectable } from '@nestjs/common';
import type { Request } from 'express';

/** Keeps forms that could not be saved, each for the person who sent it. */
export interface FormKeeper {
  /** @param personId who is signed in; undefined for nobody. @returns whether it is kept: not where nobody knows whose it is */
  keep(request: Request, personId: string | undefined): Promise<boolean>;
  drop(personId: string, path: string): Promise<void>;
}

/** Field of a form that was shown once more: the id of the kept one. */
export const SENT_AGAIN = 'sentAgain';

/** Where the guard finds who keeps forms; the room of accounts registers it. */
@Injectable()
export class FormKeeping {
  private keeper: FormKeeper | undefined;

  register(keeper: FormKeeper): void {
    this.keeper = keeper;
  }

  /** @returns whether the form of this request is kept; never where there is none */
  async keep(request: Request, personId: string | undefined): Promise<boolean> {
    if (this.keeper === undefined || !isForm(request)) return false;
    return this.keeper.keep(request, personId);
  }

  /** Lets go of what was kept, once the form is here again, for pages that do not themselves once it is saved. */
  async dropSentAgain(request: Request, personId: string): Promise<void> {
    if (!isForm(request) || (request.body as Readonly<Record<string, unknown>>)[SENT_AGAIN] === undefined) return;
    Reflect.deleteProperty(request.body as object, SENT_AGAIN);
    await this.keeper?.drop(personId, request.path);
  }
}

function isForm(request: Request): boolean {
  const body: unknown = request.body;
  return (
    request.method === 'POST' &&
    typeof body === 'object' &&
    body !== null &&
    request.is('application/x-www-form-urlencoded') !== false
  );
}
