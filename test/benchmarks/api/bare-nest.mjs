// A bare Nest application on Express, to hold the service against. Without an argument it has one route that says hello;
// with the path of the service's database it gives the scorecard of a submission, once by the same TypeORM query and once
// by a prepared statement that hands the stored text on as it is.
import 'reflect-metadata';
import process from 'node:process';
import { Controller, Get, Header, Module, Param } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import Database from 'better-sqlite3';
import { DataSource, EntitySchema } from 'typeorm';

const [databasePath] = process.argv.slice(2);

const decorate = (type, method, decorators, parameter) => {
  const descriptor = Object.getOwnPropertyDescriptor(type.prototype, method);
  for (const decorator of decorators) decorator(type.prototype, method, descriptor);
  if (parameter !== undefined) Param(parameter)(type.prototype, method, 0);
};

class HelloController {
  hello() {
    return { status: 'ok' };
  }
}
Controller()(HelloController);
decorate(HelloController, 'hello', [Get('hello')]);

const Snapshots = new EntitySchema({
  name: 'Snapshot',
  tableName: 'snapshots',
  columns: { id: { type: 'varchar', primary: true }, scorecard: { type: 'simple-json' } },
});

async function scorecardController() {
  const source = new DataSource({
    type: 'better-sqlite3',
    database: databasePath,
    readonly: true,
    entities: [Snapshots],
  });
  await source.initialize();
  const repository = source.getRepository(Snapshots);
  const statement = new Database(databasePath, { readonly: true }).prepare(
    'SELECT scorecard FROM snapshots WHERE id = ?',
  );
  class ScorecardController {
    async scorecard(id) {
      const row = await repository.findOne({ where: { id }, select: { id: true, scorecard: true } });
      return row.scorecard;
    }

    text(id) {
      return statement.get(id).scorecard;
    }
  }
  Controller()(ScorecardController);
  decorate(ScorecardController, 'scorecard', [Get('typeorm/:id')], 'id');
  decorate(ScorecardController, 'text', [Get('text/:id'), Header('Content-Type', 'application/json')], 'id');
  return ScorecardController;
}

class BareModule {}
Module({ controllers: [HelloController, ...(databasePath === undefined ? [] : [await scorecardController()])] })(
  BareModule,
);

const app = await NestFactory.create(BareModule, { logger: false });
await app.listen(0, '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
process.stderr.write(`Listening ${await app.getUrl()}\n`);
