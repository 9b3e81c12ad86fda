import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createLog } from '../../lib/telemetry/logger.ts';
import { composeObserve } from './compose.ts';
import { observe } from './observe.ts';

const log = createLog();
const ports = composeObserve(process.env, log);

/** What SQS invokes with messages of the queue `looks`; those that failed come again by themselves. */
export const handler = (event: SQSEvent): Promise<SQSBatchResponse> => observe(event.Records, ports);
