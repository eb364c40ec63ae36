import type { TestService } from './service.js';
import { PeopleService } from '../../src/accounts/people.service.js';
import type { RoleColumns } from '../../src/accounts/role-columns.js';
import { operator } from '../../src/platform/actor/actor.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';

export const PASSWORD = 'walrus-lantern-teacup';
const NOWHERE = { trustId: null, vendorId: null, networkId: null, assessmentId: null, sections: null } as const;

export interface Page {
  readonly status: number;
  readonly location: string | null;
  readonly headers: Headers;
  readonly html: string;
}

/** Somebody at a browser without scripts: keeps cookies, sends forms as the page has them, follows nothing by itself. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  /** Of the last page */
  formToken: string | undefined;

  constructor(readonly url: string) {}

  get(address: string): Promise<Page> {
    return this.send(address, {});
  }

  post(address: string, fields: Readonly<Record<string, string>>): Promise<Page> {
    const body = new URLSearchParams(fields);
    if (this.formToken !== undefined && !body.has('formToken')) body.set('formToken', this.formToken);
    return this.send(address, { method: 'POST', body });
  }

  /** Signs in by password; on a page after it the form's token is read. */
  async signIn(email: string, password: string = PASSWORD): Promise<Page> {
    return this.post('/sign-in', { email, password });
  }

  /** The same cookies at another browser. */
  copy(): Visitor {
    const other = new Visitor(this.url);
    for (const [name, value] of this.cookies) other.cookies.set(name, value);
    other.formToken = this.formToken;
    return other;
  }

  private async send(address: string, init: RequestInit): Promise<Page> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie === '' ? { 'x-nobody': '1' } : { cookie }) };
    const response = await fetch(new URL(address, this.url), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const html = await response.text();
    this.formToken = /name="formToken" value="([^"]+)"/.exec(html)?.[1] ?? this.formToken;
    const { status, headers: sent } = response;
    return { status, location: sent.get('location'), headers: sent, html };
  }
}

/** Adds somebody with a password and roles. @returns the id */
export async function addPerson(
  service: TestService,
  email: string,
  ...roles: readonly (Pick<RoleColumns, 'role'> & Partial<RoleColumns>)[]
): Promise<string> {
  const people = service.app.get(PeopleService);
  const hash = await people.hash(PASSWORD);
  return service.app.get(UnitOfWork).write(operator('tests'), async (scope) => {
    const { id } = await people.add(scope, { email, name: 'Test Person', createdBy: 'tests' });
    await people.setPassword(scope, id, hash);
    for (const role of roles) await people.grant(scope, id, 'tests', Object.assign({}, NOWHERE, role));
    return id;
  });
}

/** What the error summary of a page says. */
export function errorsOn({ html }: Page): string[] {
  return [...html.matchAll(/<a href="#(\w+)">\s*([^<]+?)\s*<\/a>/g)].map(
    ([, field = '', text = '']) => `${field}: ${text}`,
  );
}
