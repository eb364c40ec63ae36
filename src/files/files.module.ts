import { Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { MulterModule } from '@nestjs/platform-express';
import { CONFIG } from '../platform/config/config.js';
import { JobKinds } from '../platform/jobs/job-kinds.js';
import { FileContents } from './file-contents.js';
import { FilesController } from './files.controller.js';
import { FilesService } from './files.service.js';
import { removeLeftSpools } from './spool.js';
import { multerOptions } from './upload.js';

/** Hour of the night in London. */
const FROM_HOUR = 3;

@Module({
  imports: [MulterModule.registerAsync({ inject: [CONFIG], useFactory: multerOptions })],
  controllers: [FilesController],
  providers: [FileContents, FilesService],
  exports: [FileContents, FilesService, MulterModule],
})
export class FilesModule implements OnApplicationBootstrap {
  constructor(
    private readonly contents: FileContents,
    kinds: JobKinds,
  ) {
    kinds.register('remove-abandoned-uploads', {
      title: 'Remove what uploads that broke off have left',
      dailyFromHour: FROM_HOUR,
      run: async () => ({ contents: await this.contents.removeAbandoned() }),
    });
  }

  /** Uploads that broke off with an earlier process leave nothing behind. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.contents.removeAbandoned();
      await removeLeftSpools();
    } catch (error) {
      // Left for the next time: the service works without.
      new Logger(FilesModule.name).warn(`What broken-off uploads left could not be removed: ${String(error)}`);
    }
  }
}
