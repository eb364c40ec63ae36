import { Inject, Injectable, Logger } from '@nestjs/common';
import { isEmail } from 'class-validator';
import * as client from 'openid-client';
import { Clock } from '../platform/clock/clock.js';
import { CONFIG, type Config, type OpenIdConnectConfig } from '../platform/config/config.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { Problem } from '../platform/problem/problem.js';
import { OrganisationPeople, type OrganisationIdentity } from './organisation-people.js';
import { mappedRoles, readRoleMap, type RoleMap } from './organisation-roles.js';
import { seal, unseal } from './sealed.js';
import { SignInService, VISITOR } from './sign-in.service.js';

const TIMEOUT_SECONDS = 10;
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
/** Ways to sign in that are one factor each (RFC 8176): something known, and something held. */
const KNOWN: readonly string[] = ['pwd', 'pin'];
const HELD: readonly string[] = ['otp', 'hwk', 'swk', 'fido'];
/** For so long a sign-in that was begun can be finished. */
const GOOD_MILLISECONDS = 600_000;
/** What was begun opens here only. */
const OWNER = 'organisation';

/** What is kept at the browser between the way there and the way back. */
interface Transaction {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly next: string;
  /** When it was begun, in milliseconds since 1970 */
  readonly at: number;
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
    private readonly clock: Clock,
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
      ...{ redirectUri, next, at: this.clock.now().getTime() },
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
    if (transaction.at + GOOD_MILLISECONDS < this.clock.now().getTime()) throw brokenOff();
    const claims = await this.claimsOf(settings, transaction, query);
    const identity = this.identityOf(claims);
    const secondFactor = hasSecondFactor(claims);
    try {
      const token = await this.unitOfWork.write(VISITOR, async (scope) => {
        const { id } = await this.people.enter(scope, identity);
        return this.signIn.enter(scope, id, 'openid-connect', device, secondFactor);
      });
      return { token, next: transaction.next };
    } catch (error) {
      if (error instanceof Problem && error.code === 'not-invited') await this.signIn.recordFailure('openid-connect');
      throw error;
    }
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
      if (claims === undefined || claims.sub === '') throw new Error('The provider sent no identity');
      // The library lets the issuer of some providers pass when only the tenant differs.
      if (claims.iss !== settings.serverMetadata().issuer) throw new Error('The identity is of another issuer');
      return claims;
    } catch (error) {
      if (isAway(error)) throw this.unavailable(error);
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
      email: verified ? addressOf(claims.email) : undefined,
      name: nameOf(claims.name),
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
      throw this.unavailable(error);
    }
  }

  private unavailable(error: unknown): Problem {
    this.log.warn(`The provider cannot be reached: ${(error as Error).message}`);
    return new Problem('provider-unavailable', 'Your organisation’s sign-in cannot be reached. Try again in a minute.');
  }

  private seal(): { secretKey: string; kind: 'sign-in-transaction'; owner: string } {
    return { secretKey: this.config.secretKey, kind: 'sign-in-transaction', owner: OWNER };
  }
}

async function discover({ issuer, clientId, clientSecret }: OpenIdConnectConfig): Promise<client.Configuration> {
  const address = new URL(issuer);
  const settings = await client.discovery(address, clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    execute: [
      // The ID token came over TLS from the provider itself; its signature is checked all the same.
      client.enableNonRepudiationChecks,
      // Without TLS on this machine only; settings take no other address without it.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to warn of its use beyond this machine
      ...(isOnThisMachine(address) ? [client.allowInsecureRequests] : []),
    ],
  });
  const found = settings.serverMetadata().issuer;
  if (withoutSlash(found) === withoutSlash(issuer)) return settings;
  throw new Error(`OIDC_ISSUER is ${issuer}, but the provider there calls itself ${found}: name one tenant`);
}

function withoutSlash(address: string): string {
  return address.replace(/\/$/, '');
}

/** Whether the provider could not be asked, and did not refuse. */
function isAway(error: unknown): boolean {
  if (!(error instanceof client.ClientError)) return false;
  return error.code === 'OAUTH_TIMEOUT' || error.cause instanceof TypeError;
}

function isOnThisMachine({ hostname, protocol }: URL): boolean {
  return LOOPBACK.includes(hostname) && protocol === 'http:';
}

/**
 * Whether two factors were given at the provider: it says so, or names one that is known and one that is held.
 *
 * @param claims `amr`: ways in which somebody signed in (RFC 8176)
 */
export function hasSecondFactor({ amr }: Readonly<Record<string, unknown>>): boolean {
  if (!Array.isArray(amr)) return false;
  const ways = amr.filter((way) => typeof way === 'string');
  return ways.includes('mfa') || [KNOWN, HELD].every((kind) => ways.some((way) => kind.includes(way)));
}

const LONGEST_NAME = 200;

/** Without what cannot be seen or turns text round. */
function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const name = value.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
  return name === '' ? undefined : [...name].slice(0, LONGEST_NAME).join('');
}

/** In ASCII only: other letters can look like these, and some become these when they are made small. */
function addressOf(value: unknown): string | undefined {
  return typeof value === 'string' && isEmail(value) && /^[\x21-\x7e]+$/.test(value) ? value : undefined;
}

function brokenOff(): Problem {
  return new Problem(
    'sign-in-broken-off',
    'The sign-in through your organisation did not come to its end. Begin again.',
  );
}
