import { NestFactory, Reflector } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Application } from 'express';
import { Authenticators } from './platform/access/authenticators.js';
import { RecordRefusals } from './platform/access/record-refusals.js';
import { AccessGuard } from './platform/access/access-guard.js';
import { AppModule } from './app.module.js';
import type { Clock } from './platform/clock/clock.js';
import type { Config } from './platform/config/config.js';
import { UPLOAD_PATH } from './assessments/assessment-files.controller.js';
import { answerClientErrors, requireHost } from './platform/http/client-errors.js';
import { LocationHeader } from './platform/http/location-header.js';
import { limitRequests } from './platform/http/rate-limit.js';
import { readBody } from './platform/http/read-body.js';
import { identifyRequest } from './platform/http/request-identity.js';
import { setSecurityHeaders } from './platform/http/security-headers.js';
import { watchReplies } from './platform/http/stop-serving.js';
import { UndeclaredInputGuard } from './platform/http/undeclared-input.js';
import { RequestValidation } from './platform/http/validation.js';
import { neverFresh, VersionHeader } from './platform/http/version-header.js';
import { IMPORT_BODIES } from './portfolio/portfolio-import.controller.js';
import { createLogger, logRequests, NestLog } from './platform/logging/logging.js';
import { countRequests } from './platform/metrics/count-requests.js';
import { Metrics } from './platform/metrics/metrics.js';
import { ProblemFilter } from './platform/problem/problem-filter.js';
import { buildOpenApiDocument } from './platform/openapi/document.js';
import { mountOpenApi } from './platform/openapi/mount.js';
import { mountAssets } from './web/assets.js';
import { PageRenderer } from './web/page-renderer.js';
import { problemPage } from './web/problem-page.js';

/** An idle connection is kept longer than the minute after which proxies close theirs. */
const KEEP_ALIVE_MILLISECONDS = 65_000;
const REQUEST_MILLISECONDS = 120_000;

/** The whole service, ready to listen. @param clock default: the machine's */
export async function createApp(config: Config, clock?: Clock): Promise<NestExpressApplication> {
  const logger = createLogger(config.logLevel);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config, clock), {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLog(logger),
  });
  const express = app.getHttpAdapter().getInstance() as Application;
  app.disable('x-powered-by');
  // Versions are the ETags of this service, and only they.
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', config.trustedProxies);
  const uploads = { path: UPLOAD_PATH, maxMegabytes: config.maxFileMegabytes };
  const body = readBody(config.maxBodyKilobytes, uploads, IMPORT_BODIES);
  app.use(countRequests(app.get(Metrics), express));
  app.use(identifyRequest, logRequests(logger), setSecurityHeaders, requireHost);
  app.use(...limitRequests(config.requestsPerMinute), body);
  mountAssets(app);
  app.use('/api', neverFresh);
  app.useGlobalGuards(app.get(AccessGuard), new UndeclaredInputGuard());
  app.useGlobalPipes(new RequestValidation());
  app.useGlobalInterceptors(
    app.get(RecordRefusals),
    new VersionHeader(app.get(Reflector)),
    new LocationHeader(app.get(Reflector)),
  );
  app.useGlobalFilters(new ProblemFilter(express, logger, problemPage(app.get(PageRenderer))));
  mountOpenApi(app, buildOpenApiDocument(app), config.publicDocs ? undefined : app.get(Authenticators));
  const server = app.getHttpServer();
  server.keepAliveTimeout = KEEP_ALIVE_MILLISECONDS;
  server.requestTimeout = REQUEST_MILLISECONDS;
  // Their size is bounded (16 KB); with a bounded number Node would leave out some without a word.
  server.maxHeadersCount = 0;
  answerClientErrors(server, logger);
  watchReplies(server);
  return app;
}
