import { Global, Module, type DynamicModule } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { Clock } from './clock/clock.js';
import { CONFIG, type Config } from './config/config.js';
import { HealthChecks } from './health/health-checks.js';
import { HealthController } from './health/health.controller.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsServer } from './metrics/metrics-server.js';

/** What every room may ask for: the settings, the time, the state of health and what counts. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(config: Config, clock: Clock = new Clock()): DynamicModule {
    return {
      module: PlatformModule,
      imports: [AccessModule],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Clock, useValue: clock },
        HealthChecks,
        Metrics,
        MetricsServer,
      ],
      controllers: [HealthController],
      exports: [CONFIG, Clock, HealthChecks, Metrics],
    };
  }
}
