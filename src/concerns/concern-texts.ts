import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { HeldElsewhere } from '../accounts/held-elsewhere.js';
import { ConcernEntity, ConcernMessageEntity } from './concern.entity.js';

/** What somebody wrote in conversations with the vendor: to hand out, and to erase with them. */
@Injectable()
export class ConcernTexts {
  constructor(elsewhere: HeldElsewhere) {
    elsewhere.register({
      texts: async (manager, { id: personId }) => {
        const messages = await manager.find(ConcernMessageEntity, {
          where: { createdBy: personId },
          order: { createdAt: 'ASC', id: 'ASC' },
        });
        const ids = [...new Set(messages.map(({ concernId }) => concernId))];
        const concerns = await manager.findBy(ConcernEntity, { id: In(ids) });
        const own = concerns.filter(({ askedBy }) => askedBy === personId);
        const said = messages.flatMap(({ concernId, text, createdAt: at }) =>
          text === null ? [] : [{ kind: 'concern-message', id: concernId, at, text }],
        );
        const asked = own.flatMap(({ id, subject, createdAt: at }) =>
          subject === null ? [] : [{ kind: 'concern-subject', id, at, text: subject }],
        );
        return [...asked, ...said];
      },
      erase: async ({ manager }, { id: personId }) => {
        await manager
          .createQueryBuilder()
          .update(ConcernMessageEntity)
          .set({ text: null, erased: true })
          .where('createdBy = :personId AND text IS NOT NULL', { personId })
          .execute();
        await manager.update(ConcernEntity, { askedBy: personId }, { subject: null });
      },
    });
  }
}
