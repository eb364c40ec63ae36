import { Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { defectLine } from '../instruments/located-document.js';
import { loadCatalogue } from './load-catalogue.js';
import { CATALOGUE } from './catalogue-token.js';
import { ToolsService } from './tools.service.js';

/** The data files are not sound; the service does not start on them. */
class CatalogueError extends Error {
  constructor(readonly defects: readonly string[]) {
    super(`The instrument or a tool profile is not sound:\n${defects.join('\n')}`);
    this.name = 'CatalogueError';
  }
}

/** Loads the instrument and the tool profiles once. @throws CatalogueError with every defect by file and line */
@Global()
@Module({
  providers: [
    {
      provide: CATALOGUE,
      inject: [CONFIG],
      useFactory: ({ dataFolder }: Pick<Config, 'dataFolder'>) => {
        const loaded = loadCatalogue(dataFolder);
        if (loaded.ok) return loaded.catalogue;
        throw new CatalogueError(loaded.defects.map(defectLine));
      },
    },
    ToolsService,
  ],
  exports: [CATALOGUE, ToolsService],
})
export class CatalogueModule {}
