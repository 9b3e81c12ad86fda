import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createLog } from '../../lib/telemetry/logger.ts';
import { composeReport } from './compose.ts';
import { report } from './report.ts';

const log = createLog();
const ports = composeReport(process.env, log);

/** What SQS invokes with deliveries; those that failed come again by themselves, in order. */
export const handler = ({ Records }: SQSEvent): Promise<SQSBatchResponse> =>
  report(
    Records.map(({ messageId, receiptHandle, body, attributes }) => ({
      messageId,
      receiptHandle,
      body,
      receiveCount: Number(attributes.ApproximateReceiveCount),
      sentAt: Number(attributes.SentTimestamp),
    })),
    ports,
  );
