import { Column, PrimaryColumn } from 'typeorm';

/** An instant as ISO 8601 text in UTC: the same on every engine, sorts as text, no time zone to surprise. */
export const Instant = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  Column('varchar', {
    length: 24,
    nullable: options.nullable ?? false,
    transformer: {
      to: (value: unknown) => (value instanceof Date ? value.toISOString() : value),
      from: (value: unknown) => (typeof value === 'string' ? new Date(value) : value),
    },
  });

/** A day as ISO text, `YYYY-MM-DD`. */
export const Day = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  Column('varchar', { length: 10, nullable: options.nullable ?? false });

/** An opaque id (UUID). */
export const Id = (): PropertyDecorator => PrimaryColumn('varchar', { length: 36 });

/** The id of another row. */
export const Reference = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  Column('varchar', { length: 36, nullable: options.nullable ?? false });

/** Plain text of at most `length` characters; without a length, as long as the check lets through. */
export const Text = (options: { length?: number; nullable?: boolean } = {}): PropertyDecorator =>
  options.length === undefined
    ? Column('text', { nullable: options.nullable ?? false })
    : Column('varchar', { length: options.length, nullable: options.nullable ?? false });

export const WholeNumberColumn = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  Column('integer', { nullable: options.nullable ?? false });

export const DecimalColumn = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  Column('double precision', { nullable: options.nullable ?? false });

/** @param options.standard what rows have that were there before the column */
export const YesNo = (options: { standard?: boolean } = {}): PropertyDecorator =>
  Column('boolean', options.standard === undefined ? {} : { default: options.standard });

/** A JSON value, kept as text. */
export const Json = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  Column('simple-json', { nullable: options.nullable ?? false });
