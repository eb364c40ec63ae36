import { Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
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
/** How often each instance looks for temporary files of processes that have ended. Its job may be done elsewhere. */
const EVERY_MILLISECONDS = 3_600_000;

@Module({
  imports: [MulterModule.registerAsync({ inject: [CONFIG], useFactory: multerOptions })],
  controllers: [FilesController],
  providers: [FileContents, FilesService],
  exports: [FileContents, FilesService, MulterModule],
})
export class FilesModule implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

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
    this.timer = setInterval(() => void this.orWarn(removeLeftSpools), EVERY_MILLISECONDS);
    // A process that has nothing else to do may end.
    this.timer.unref();
    await this.orWarn(() => this.contents.removeAbandoned());
    await this.orWarn(removeLeftSpools);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async orWarn(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Left for the next time: the service works without.
      new Logger(FilesModule.name).warn(`What broken-off uploads left could not be removed: ${String(error)}`);
    }
  }
}
