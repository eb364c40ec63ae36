/** The part of the package that the tests use; it has no types of its own. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  interface Account {
    readonly accountId: string;
    readonly claims: () => object;
  }

  export default class Provider {
    constructor(
      issuer: string,
      settings: { readonly findAccount: (context: unknown, sub: string) => Account } & Readonly<
        Record<string, unknown>
      >,
    );

    callback(): RequestListener;
  }
}
