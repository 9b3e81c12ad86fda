import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createLog } from '../../lib/telemetry/logger.ts';
import { composeErasure } from './compose.ts';
import { erase } from './erase.ts';

const log = createLog();
const ports = composeErasure(process.env, log);

/** What SQS invokes with messages of the queue `erasures`; those that failed come again by themselves. */
export const handler = (event: SQSEvent): Promise<SQSBatchResponse> => erase(event.Records, ports);
