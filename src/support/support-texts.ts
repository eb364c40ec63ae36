import { Injectable } from '@nestjs/common';
import { HeldElsewhere } from '../accounts/held-elsewhere.js';
import { SupportContactEntity } from './support-contact.entity.js';
import { SupportPromiseEntity } from './support-promise.entity.js';

/** What somebody wrote in a support team's log: to hand out, and to erase with them. Days and hours stay. */
@Injectable()
export class SupportTexts {
  constructor(elsewhere: HeldElsewhere) {
    elsewhere.register({
      texts: async (manager, { id: madeBy }) => {
        const find = { where: { madeBy }, order: { createdAt: 'ASC', id: 'ASC' } } as const;
        const contacts = await manager.find(SupportContactEntity, find);
        const promises = await manager.find(SupportPromiseEntity, find);
        const notes = contacts.flatMap(({ id, note: text, createdAt: at }) =>
          text === null ? [] : [{ kind: 'support-contact', id, at, text }],
        );
        const promised = promises.flatMap(({ id, what: text, createdAt: at }) =>
          text === null ? [] : [{ kind: 'support-promise', id, at, text }],
        );
        return [...notes, ...promised];
      },
      erase: async ({ manager }, { id: madeBy }) => {
        await manager
          .createQueryBuilder()
          .update(SupportContactEntity)
          .set({ note: null, erased: true })
          .where('madeBy = :madeBy AND note IS NOT NULL', { madeBy })
          .execute();
        await manager.update(SupportPromiseEntity, { madeBy }, { what: null, erased: true });
      },
    });
  }
}
