/** Where a browser is sent instead of an answer: a page of this service. */
export class SeeOther extends Error {
  /** @param location path and query */
  constructor(readonly location: string) {
    super(`See ${location}`);
  }
}
