import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { PageLink } from '../page-renderer.js';

/** Somebody whom the demonstration lets in, for its sign-in page. */
export interface DemoSignIn {
  readonly role: string;
  readonly email: string;
  readonly password: string;
}

/** How people can sign in here. */
@Injectable()
export class SignInChoices {
  /** The demonstration's people, whose passwords are no secret */
  demo: readonly DemoSignIn[] = [];

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'openIdConnect'>) {}

  /** The provider's button; undefined where people sign in with passwords only. */
  get other(): PageLink | undefined {
    const { openIdConnect } = this.config;
    return openIdConnect && { href: '/sign-in/organisation', text: `Sign in with ${openIdConnect.name}` };
  }
}
