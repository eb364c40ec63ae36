/** First in every test file that runs on PostgreSQL. */
import process from 'node:process';

process.env.TEST_ENGINE = 'postgres';
