import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { may } from '../../../src/platform/access/decide.js';
import type { Place } from '../../../src/platform/access/grants.js';
import type { Permission } from '../../../src/platform/access/permissions.js';
import { onlyVisible, type PlaceColumns } from '../../../src/platform/access/visible.js';
import type { Actor } from '../../../src/platform/actor/actor.js';
import { lawRuns } from '../../support/arbitraries.js';
import { anyActor, anyPermission, IDS, person } from './actors.js';

/** A thing with all that can tell where it is. */
@Entity('things')
class ThingEntity {
  @PrimaryColumn('integer')
  id: number;

  @Column('text', { nullable: true })
  trustId: string | null;

  @Column('text', { nullable: true })
  toolId: string | null;

  @Column('boolean', { nullable: true })
  vendorAccess: boolean | null;

  @Column('text', { nullable: true })
  assessmentId: string | null;

  @Column('text', { nullable: true })
  vendorId: string | null;

  @Column('text', { nullable: true })
  networkId: string | null;

  @Column('text')
  ownerId: string;

  @Column('boolean')
  keepsNotes: boolean;
}

/** Columns by which a list may tell where its rows are. */
const COLUMNS = [
  'trustId',
  'toolId',
  'vendorAccess',
  'assessmentId',
  'vendorId',
  'networkId',
] as const satisfies readonly (keyof ThingEntity & keyof PlaceColumns)[];
type ColumnName = (typeof COLUMNS)[number];

const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 4 });

const anyThings: fc.Arbitrary<ThingEntity[]> = fc
  .array(
    fc.record({
      trustId: sometimes(fc.constantFrom(...IDS.trust)),
      toolId: sometimes(fc.constantFrom(...IDS.tool)),
      vendorAccess: sometimes(fc.boolean()),
      assessmentId: sometimes(fc.constantFrom(...IDS.assessment)),
      vendorId: sometimes(fc.constantFrom(...IDS.vendor)),
      networkId: sometimes(fc.constantFrom(...IDS.network)),
      ownerId: fc.constantFrom(...IDS.person),
      keepsNotes: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((things) => things.map((thing, id) => ({ id, ...thing })));

/** What is told of the rows of a list. */
interface Told {
  readonly columns: readonly ColumnName[];
  readonly directory: boolean;
  readonly notes: boolean;
}

const anyTold: fc.Arbitrary<Told> = fc.record({
  columns: fc.subarray([...COLUMNS]),
  directory: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  notes: fc.boolean(),
});

function columnsOf({ columns, directory, notes }: Told): PlaceColumns {
  return {
    ...Object.fromEntries(columns.map((column) => [column, `thing.${column}`])),
    ...(directory && { directory }),
    ...(notes && { withNotes: 'thing.keepsNotes = :keeping' }),
  };
}

/**
 * Where a row is by what the list tells of it. Sections and who sent a file are left out by design: no list that is
 * narrowed so is one of sections, of their evidence or of files.
 */
function placeOf(thing: ThingEntity, { columns, directory, notes }: Told): Place {
  return {
    ...Object.fromEntries(columns.flatMap((column) => (thing[column] === null ? [] : [[column, thing[column]]]))),
    directory,
    ...(notes && { keptNotes: thing.keepsNotes }),
  };
}

describe('a list of what somebody may see', () => {
  let source: DataSource;

  beforeAll(async () => {
    source = new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: [ThingEntity],
      synchronize: true,
    });
    await source.initialize();
  });

  afterAll(async () => {
    await source.destroy();
  });

  async function store(things: readonly ThingEntity[]): Promise<void> {
    await source.manager.clear(ThingEntity);
    await source.manager.insert(ThingEntity, [...things]);
  }

  /** Ids of the rows that somebody is shown. @param from the least id that is asked for */
  async function shown(actor: Actor, permission: Permission, columns: PlaceColumns, from = 0): Promise<number[]> {
    const query = source.manager.createQueryBuilder(ThingEntity, 'thing').where('thing.id >= :from', { from });
    const found = await onlyVisible(query, actor, permission, columns).orderBy('thing.id').getMany();
    return found.map(({ id }) => id);
  }

  /** Ids of the rows that a decision on each of them allows. */
  function allowed(
    things: readonly ThingEntity[],
    actor: Actor,
    permission: Permission,
    placed: (thing: ThingEntity) => Place,
  ): number[] {
    return things.filter((thing) => may(actor, permission, placed(thing))).map(({ id }) => id);
  }

  it('should hold the rows that a decision on each of them allows, of those that are asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyThings,
        anyTold,
        anyActor,
        anyPermission,
        fc.nat(3),
        async (things, told, actor, permission, from) => {
          await store(things);
          expect(await shown(actor, permission, columnsOf(told), from)).toEqual(
            allowed(things.slice(from), actor, permission, (thing) => placeOf(thing, told)),
          );
        },
      ),
      lawRuns(),
    );
  });

  it("should hold somebody's own, where it tells nothing but whose things are", async () => {
    await fc.assert(
      fc.asyncProperty(anyThings, anyActor, anyPermission, async (things, actor, permission) => {
        await store(things);
        expect(await shown(actor, permission, { ownerId: 'thing.ownerId' })).toEqual(
          allowed(things, actor, permission, ({ ownerId }) => ({ ownerId })),
        );
      }),
      lawRuns(),
    );
  });

  // Of invitations the trust and the vendor are those that whoever takes one becomes a member of.
  it('should hold the own invitations and those to organisations that somebody leads', async () => {
    const columns = { trustId: 'thing.trustId', vendorId: 'thing.vendorId', ownerId: 'thing.ownerId' };
    await fc.assert(
      fc.asyncProperty(anyThings, anyActor, async (things, actor) => {
        await store(things);
        expect(await shown(actor, 'people.manage', columns)).toEqual(
          allowed(things, actor, 'people.manage', ({ ownerId, trustId, vendorId }) => ({
            ownerId,
            memberTrustIds: trustId === null ? [] : [trustId],
            memberVendorIds: vendorId === null ? [] : [vendorId],
          })),
        );
      }),
      lawRuns(),
    );
  });

  describe('of one thing', () => {
    const THING: ThingEntity = {
      id: 7,
      trustId: 'trust-1',
      toolId: 'tool-1',
      vendorAccess: true,
      assessmentId: 'assessment-1',
      vendorId: null,
      networkId: null,
      ownerId: 'person-2',
      keepsNotes: true,
    };
    const ALL = columnsOf({ columns: COLUMNS, directory: false, notes: false });
    const VENDOR = person({ role: 'vendor-support', vendorId: 'vendor-1', toolIds: ['tool-1'] });

    beforeAll(async () => {
      await store([THING]);
    });

    it('should hold it for its trust, its network, the vendor that takes part, and a contributor', async () => {
      const actors = [
        person({ role: 'trust-viewer', trustIds: ['trust-1'] }),
        person({ role: 'network-viewer', trustIds: ['trust-1'] }),
        VENDOR,
        person({ role: 'contributor', assessmentId: 'assessment-1' }),
        person({ role: 'administrator' }),
        person({ role: 'trust-viewer', trustIds: ['trust-2'] }, { role: 'vendor-lead' }),
        person(),
      ];
      const lists = await Promise.all(actors.map((actor) => shown(actor, 'deployments.read', ALL)));
      expect(lists).toEqual([[7], [7], [7], [7], [7], [], []]);
    });

    it('should hold it for no vendor where it does not tell whether the vendor takes part', async () => {
      const { vendorAccess: _left, ...columns } = ALL;
      expect(await shown(VENDOR, 'deployments.read', ALL)).toEqual([7]);
      expect(await shown(VENDOR, 'deployments.read', columns)).toEqual([]);
    });

    // which PostgreSQL would not take
    it('should look for no empty list of trusts or tools', () => {
      const nowhere = person({ role: 'trust-viewer', trustIds: [] }, { ...VENDOR.grants[0]!, toolIds: [] });
      const query = onlyVisible(source.manager.createQueryBuilder(ThingEntity, 'thing'), nowhere, 'results.read', ALL);
      expect(query.getParameters()).toEqual({ visible1Vendor: ['vendor-1'] });
    });

    it('should keep back from vendor and network what holds notes that the trust keeps', async () => {
      const columns = columnsOf({ columns: COLUMNS, directory: false, notes: true });
      expect(await shown(VENDOR, 'results.read', columns)).toEqual([]);
      const network = person({ role: 'network-viewer', trustIds: ['trust-1'] });
      expect(await shown(network, 'results.read', columns)).toEqual([]);
      const trust = person({ role: 'trust-viewer', trustIds: ['trust-1'] });
      expect(await shown(trust, 'results.read', columns)).toEqual([7]);
    });

    it("should not hold another's own for the trust that it is of", async () => {
      const viewer = person({ role: 'trust-viewer', trustIds: ['trust-1'] });
      expect(may(viewer, 'deployments.read', { trustId: 'trust-1', ownerId: 'person-2' })).toBe(false);
      expect(await shown(viewer, 'deployments.read', { trustId: 'thing.trustId', ownerId: 'thing.ownerId' })).toEqual(
        [],
      );
    });
  });
});
