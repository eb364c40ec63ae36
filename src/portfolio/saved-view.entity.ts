import { Entity, Index } from 'typeorm';
import { Id, Instant, Json, Reference, Text, WholeNumberColumn } from '../platform/database/columns.js';
import type { SavedQuery } from './saved-views.dto.js';

/** A choice of the work list that somebody gave a name. It never changes: it is deleted and saved anew. */
@Entity('portfolio_views')
@Index('portfolio_views_by_owner', ['ownerId', 'nameSearched'], { unique: true })
export class SavedViewEntity {
  @Id()
  id: string;

  /** A person or a program */
  @Reference()
  ownerId: string;

  @Text({ length: 80 })
  name: string;

  /** The same as searches see it: an owner has each name once, and lists stand in its order */
  @Text({ length: 300 })
  nameSearched: string;

  @Json()
  query: SavedQuery;

  @WholeNumberColumn()
  version: number;

  @Instant()
  createdAt: Date;
}
