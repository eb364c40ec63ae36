import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** A free text of somebody's, kept by another room. */
export interface WrittenText {
  /** What kind of text, such as `concern-message` */
  readonly kind: string;
  /** Id of what it stands in */
  readonly id: string;
  readonly at: Date;
  readonly text: string;
}

/** A room that keeps texts which go with the person who wrote them. */
export interface TextKeeper {
  written(manager: EntityManager, personId: string): Promise<WrittenText[]>;
  erase(manager: EntityManager, personId: string): Promise<void>;
}

/** Free texts that go with the person who wrote them. Rooms that keep some register themselves. */
@Injectable()
export class WrittenTexts {
  private readonly keepers: TextKeeper[] = [];

  register(keeper: TextKeeper): void {
    this.keepers.push(keeper);
  }

  /** Everything that somebody wrote. */
  async of(manager: EntityManager, personId: string): Promise<WrittenText[]> {
    const texts: WrittenText[] = [];
    for (const keeper of this.keepers) texts.push(...(await keeper.written(manager, personId)));
    return texts;
  }

  async erase(manager: EntityManager, personId: string): Promise<void> {
    for (const keeper of this.keepers) await keeper.erase(manager, personId);
  }
}
