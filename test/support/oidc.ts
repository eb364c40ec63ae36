import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'site-readiness', secret: 'R7tYp2LmQ9xZc4Vb8NqWs3Kd' } as const;

const SIGNING_KEY = createPrivateKey(
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey,
);

/** Who somebody is at the provider, by the name that they type there. */
export type Claims = Readonly<Record<string, unknown>>;

/** A real OpenID Connect provider on this machine. */
export interface TestProvider {
  readonly issuer: string;
  /** Claims by subject; can be changed between sign-ins */
  readonly people: Map<string, Claims>;
  /** Makes another ID token of the one that the provider signed, in each answer with tokens; undefined leaves them alone */
  forge: ((idToken: string) => string) | undefined;
  /** What its last answer with tokens held */
  readonly given: Record<string, unknown>;
  /** Lets a service use it, whose address is known only once it listens. */
  serve(serviceUrl: string): void;
  stop(): Promise<void>;
}

/** Takes a port first: the service is told of the provider before the provider of the service. */
export async function startProvider(): Promise<TestProvider> {
  let handle: http.RequestListener = (_request, response) => {
    response.writeHead(503).end();
  };
  const server = http.createServer((request, response) => {
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  // No service of ours: what `authorised-fetch` adds would be taken for the client's own credentials.
  const known = globalThis as { hostsOfOthers?: Set<string> };
  known.hostsOfOthers = new Set([...(known.hostsOfOthers ?? []), new URL(issuer).host]);
  const people = new Map<string, Claims>();
  const test: TestProvider = {
    issuer,
    people,
    forge: undefined,
    given: {},
    serve: (serviceUrl) => {
      const provider = new Provider(issuer, {
        clients: [
          {
            client_id: CLIENT.id,
            client_secret: CLIENT.secret,
            redirect_uris: [`${serviceUrl}/sign-in/organisation/callback`],
            token_endpoint_auth_method: 'client_secret_post',
          },
        ],
        // As Microsoft Entra ID does: what is known of somebody stands in the token itself.
        conformIdTokenClaims: false,
        claims: { openid: ['sub', 'groups', 'amr'], email: ['email', 'email_verified'], profile: ['name'] },
        findAccount: (_context, sub) => ({
          accountId: sub,
          claims: () => ({ sub, ...people.get(sub) }),
        }),
        cookies: { keys: ['a key of these tests'] },
        pkce: { required: () => true },
        jwks: { keys: [SIGNING_KEY.export({ format: 'jwk' })] },
      });
      const answer = provider.callback();
      handle = (request, response) => {
        if (request.url === '/token') passTokensThrough(response, test);
        answer(request, response);
      };
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return test;
}

/** An ID token with other claims, signed by the provider. */
export function resigned(idToken: string, change: Claims): string {
  const [header = '', payload = ''] = idToken.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  const text = `${header}.${Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url')}`;
  return `${text}.${sign('sha256', Buffer.from(text), SIGNING_KEY).toString('base64url')}`;
}

/** Keeps what an answer with tokens holds, and has its ID token forged where that is asked for. */
function passTokensThrough(response: http.ServerResponse, test: TestProvider): void {
  const end = response.end.bind(response) as (body: string) => http.ServerResponse;
  response.end = (body: unknown) => {
    const tokens = JSON.parse(String(body)) as { id_token?: string };
    if (tokens.id_token !== undefined && test.forge !== undefined) tokens.id_token = test.forge(tokens.id_token);
    Object.assign(test.given, tokens);
    const text = JSON.stringify(tokens);
    response.setHeader('content-length', Buffer.byteLength(text));
    return end(text);
  };
}

/** A browser that keeps cookies by host and follows where it is sent. */
export class CookieBrowser {
  private readonly cookies = new Map<string, Map<string, string>>();

  /** One request, not followed. */
  async ask(address: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const { host } = new URL(address);
    const own = this.cookies.get(host) ?? new Map<string, string>();
    const cookie = [...own].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, {
      method: form === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        ...(cookie === '' ? { 'x-nobody': '1' } : { cookie }),
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form !== undefined && { body: new URLSearchParams(form).toString() }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';');
      const [name = '', value = ''] = pair.split('=', 2);
      const gone = value === '' || attributes.some((one) => /expires=Thu, 01 Jan 1970/i.test(one));
      if (gone) own.delete(name);
      else own.set(name, value);
    }
    this.cookies.set(host, own);
    return response;
  }

  /** Where a sign-in of `subject` through the provider leads back to, not yet asked for. @param start on the service */
  async signIn(start: string, subject: string): Promise<string> {
    const callback = `${new URL(start).origin}/sign-in/organisation/callback`;
    let address = start;
    let form: Record<string, string> | undefined;
    for (let step = 0; step < 20; step += 1) {
      const response = await this.ask(address, form);
      form = undefined;
      const location = response.headers.get('location');
      if (location !== null) {
        address = new URL(location, address).href;
        if (address.startsWith(callback)) return address;
        continue;
      }
      const page = await response.text();
      const [, action = ''] = /action="([^"]+)"/.exec(page) ?? [];
      const [, prompt = ''] = /name="prompt" value="([^"]+)"/.exec(page) ?? [];
      if (action === '') throw new Error(`${address} answered ${String(response.status)}: ${page.slice(0, 300)}`);
      address = new URL(action, address).href;
      form = prompt === 'login' ? { prompt, login: subject, password: 'any' } : { prompt };
    }
    throw new Error('The provider sends the browser in circles');
  }
}
