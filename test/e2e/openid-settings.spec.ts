import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { hasSecondFactor } from '../../src/accounts/open-id-connect.service.js';
import { readRoleMap } from '../../src/accounts/organisation-roles.js';
import { CLIENT, CookieBrowser, startProvider } from '../support/oidc.js';
import { ask, startService } from '../support/service.js';

/* What is set up for OpenID Connect: a provider that is away or another one, what it says of factors, the file of roles. */

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'site-readiness-oidc-'));

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('a provider that is not there', () => {
  it('should be told as such, and the service work without it', async () => {
    const { id: clientId, secret: clientSecret } = CLIENT;
    const issuer = 'http://127.0.0.1:1';
    const openIdConnect = { issuer, clientId, clientSecret, name: 'x', rolesPath: undefined };
    const alone = await startService({ openIdConnect });
    try {
      const response = await new CookieBrowser().ask(`${alone.url}/sign-in/organisation`);
      expect(response.status).toBe(503);
      expect(await response.text()).not.toContain('127.0.0.1:1');
      expect((await ask(alone, 'GET', '/api/v1/trusts')).status).toBe(200);
    } finally {
      await alone.stop();
    }
  });
});

describe('a provider that calls itself otherwise', () => {
  it('should let nobody in: of several tenants one has to be named', async () => {
    const { id: clientId, secret: clientSecret } = CLIENT;
    const provider = await startProvider();
    const issuer = `${provider.issuer}/.well-known/openid-configuration`;
    const openIdConnect = { issuer, clientId, clientSecret, name: 'x', rolesPath: undefined };
    const service = await startService({ openIdConnect });
    try {
      provider.serve(service.url);
      const response = await new CookieBrowser().ask(`${service.url}/sign-in/organisation`);
      expect(response.status).toBe(503);
    } finally {
      await service.stop();
      await provider.stop();
    }
  });
});

describe('a second factor at the provider', () => {
  it.each([
    [['pwd', 'mfa'], true],
    [['pwd', 'otp'], true],
    [['pin', 'hwk'], true],
    [['otp'], false],
    [['fido', 'hwk'], false],
    [['pwd'], false],
    [undefined, false],
    ['mfa', false],
  ])('should be taken from what it says of the sign-in: %j', (amr, given) => {
    expect(hasSecondFactor({ amr })).toBe(given);
  });
});

describe('the file of roles', () => {
  it.each([
    ['claim: groups\nroles: []\n', '/roles'],
    ['claim: groups\nroles: [{ group: a, role: trust-lead }]\n', '/roles/0'],
    ['claim: groups\nroles: [{ group: a, role: king, trust: ZZ90 }]\n', '/roles/0/role'],
    ['roles: [{ group: a, role: administrator }]\n', 'claim'],
  ])('should be refused when it is not sound: %j', (text, place) => {
    const file = path.join(folder, 'wrong.yaml');
    fs.writeFileSync(file, text);
    expect(() => readRoleMap(file)).toThrow(place);
  });
});
