import { Inject, Injectable, Logger } from '@nestjs/common';
import * as client from 'openid-client';
import { CONFIG, type Config, type OpenIdConnectConfig } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { OrganisationPeople, type OrganisationIdentity } from './organisation-people.js';
import { mappedRoles, readRoleMap, type RoleMap } from './organisation-roles.js';
import { seal, unseal } from './sealed.js';
import { SignInService, VISITOR } from './sign-in.service.js';

const TIMEOUT_SECONDS = 10;
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
/** Ways to sign in that are a second factor already (RFC 8176, and what Microsoft Entra ID says). */
const SECOND_FACTORS: readonly string[] = ['mfa', 'otp', 'hwk', 'fido'];
/** What was begun opens here only. */
const OWNER = 'organisation';

/** What is kept at the browser between the way there and the way back. */
interface Transaction {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly next: string;
}

/** Signs people in through their organisation: OpenID Connect, authorisation code with PKCE. */
@Injectable()
export class OpenIdConnect {
  private readonly log = new Logger(OpenIdConnect.name);
  private readonly roles: RoleMap | undefined;
  private discovered: Promise<client.Configuration> | undefined;

  /** @throws Error for a file of roles that is not sound: the service does not start */
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly people: OrganisationPeople,
    private readonly signIn: SignInService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'openIdConnect' | 'secretKey'>,
  ) {
    const file = config.openIdConnect?.rolesPath;
    this.roles = file === undefined ? undefined : readRoleMap(file);
  }

  /**
   * Begins a sign-in.
   *
   * @returns where the browser goes, and what it keeps until it comes back
   * @throws Problem `not-found` where there is no provider, `provider-unavailable`
   */
  async begin(redirectUri: string, next: string): Promise<{ url: string; kept: string }> {
    const settings = await this.provider();
    const transaction: Transaction = {
      verifier: client.randomPKCECodeVerifier(),
      state: client.randomState(),
      nonce: client.randomNonce(),
      ...{ redirectUri, next },
    };
    const url = client.buildAuthorizationUrl(settings, {
      redirect_uri: redirectUri,
      scope: 'openid profile email',
      code_challenge: await client.calculatePKCECodeChallenge(transaction.verifier),
      code_challenge_method: 'S256',
      state: transaction.state,
      nonce: transaction.nonce,
    });
    return { url: url.href, kept: seal(JSON.stringify(transaction), this.seal()) };
  }

  /**
   * Finishes a sign-in.
   *
   * @param query of the address at which the browser came back, with its question mark
   * @param kept what it kept; undefined when that was lost
   * @returns what goes into the cookie, and the page to go on to
   * @throws Problem `sign-in-broken-off`, `not-invited`, `provider-unavailable`
   */
  async finish(query: string, kept: string | undefined, device: string): Promise<{ token: string; next: string }> {
    const settings = await this.provider();
    const opened = kept === undefined ? undefined : unseal(kept, this.seal());
    if (opened === undefined) throw brokenOff();
    const transaction = JSON.parse(opened) as Transaction;
    const claims = await this.claimsOf(settings, transaction, query);
    const identity = this.identityOf(claims);
    const secondFactor = hasSecondFactor(claims);
    const token = await this.unitOfWork.write(VISITOR, async (scope) => {
      const { id } = await this.people.enter(scope, identity);
      return this.signIn.enter(scope, id, 'openid-connect', device, secondFactor);
    });
    return { token, next: transaction.next };
  }

  private async claimsOf(
    settings: client.Configuration,
    { verifier, state, nonce, redirectUri }: Transaction,
    query: string,
  ): Promise<client.IDToken> {
    try {
      const tokens = await client.authorizationCodeGrant(settings, new URL(`${redirectUri}${query}`), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('The provider sent no identity');
      return claims;
    } catch (error) {
      // The message only: what else hangs on it may hold tokens.
      this.log.warn(`A sign-in through the provider failed: ${(error as Error).message}`);
      throw brokenOff();
    }
  }

  private identityOf(claims: client.IDToken): OrganisationIdentity {
    const verified = claims.email_verified === true || claims.xms_edov === true;
    return {
      issuer: claims.iss,
      subject: claims.sub,
      email: verified ? textOf(claims.email) : undefined,
      name: textOf(claims.name),
      roles: this.roles === undefined ? undefined : mappedRoles(this.roles, claims),
    };
  }

  /** Asked for at the first sign-in, and again after it failed: the service starts without it. */
  private async provider(): Promise<client.Configuration> {
    const { openIdConnect } = this.config;
    if (openIdConnect === undefined) throw new Problem('not-found', 'People sign in with passwords here.');
    this.discovered ??= discover(openIdConnect);
    try {
      return await this.discovered;
    } catch (error) {
      this.discovered = undefined;
      this.log.warn(`The provider cannot be reached: ${(error as Error).message}`);
      throw new Problem(
        'provider-unavailable',
        'Your organisation’s sign-in cannot be reached. Try again in a minute.',
      );
    }
  }

  private seal(): { secretKey: string; kind: 'sign-in-transaction'; owner: string } {
    return { secretKey: this.config.secretKey, kind: 'sign-in-transaction', owner: OWNER };
  }
}

function discover({ issuer, clientId, clientSecret }: OpenIdConnectConfig): Promise<client.Configuration> {
  const address = new URL(issuer);
  return client.discovery(address, clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    // Without TLS on this machine only; settings take no other address without it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to warn of its use beyond this machine
    execute: isOnThisMachine(address) ? [client.allowInsecureRequests] : [],
  });
}

function isOnThisMachine({ hostname, protocol }: URL): boolean {
  return LOOPBACK.includes(hostname) && protocol === 'http:';
}

/** Whether a second factor was given at the provider. @param claims `amr`: ways in which somebody signed in (RFC 8176) */
export function hasSecondFactor({ amr }: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(amr) && amr.some((way) => SECOND_FACTORS.includes(String(way)));
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : undefined;
}

function brokenOff(): Problem {
  return new Problem(
    'sign-in-broken-off',
    'The sign-in through your organisation did not come to its end. Begin again.',
  );
}
