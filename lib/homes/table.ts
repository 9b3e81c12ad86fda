import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Deadline } from '../deadline.ts';
import { Outcome } from '../outcomes/outcome.ts';
import { StoreConflict, StoreUnavailable } from '../outcomes/service.ts';

export interface Key {
  pk: string;
  sk: string;
}

export type Item = Key & Record<string, unknown>;

/** A condition in DynamoDB's expression language, with the names and values that it uses. */
export interface Condition {
  expression: string;
  names?: Record<string, string>;
  values?: Record<string, unknown>;
}

/** Items of one partition of a secondary index whose sort key is a number that is no greater than `upTo`. */
export interface IndexQuery {
  index: string;
  partition: { attribute: string; value: string };
  sort: { attribute: string; upTo: number };
  /** Items a page at most. */
  limit: number;
  /** Where the page before ended. */
  after?: IndexCursor;
}

/** A place in an index, as DynamoDB says it. */
export type IndexCursor = Record<string, AttributeValue>;

/** What the index holds of the items, and where to go on if there may be more. */
export interface IndexPage {
  items: Item[];
  next?: IndexCursor;
}

/** One DynamoDB table: single items, conditional writes, no transactions. */
export interface Table {
  get(key: Key, deadline: Deadline): Promise<Item | undefined>;
  /** Reads the items in one call; those that do not exist are undefined, in the order of the keys. */
  batchGet(keys: readonly Key[], deadline: Deadline): Promise<(Item | undefined)[]>;
  /** All items of a partition whose sort key begins so; with an empty prefix, all that there are. */
  query(pk: string, skPrefix: string, deadline: Deadline): Promise<Item[]>;
  /**
   * One page of an index, lowest sort key first. An index lags behind its table by a moment: whoever acts on what it
   * says does so on a condition.
   */
  queryIndex(query: IndexQuery, deadline: Deadline): Promise<IndexPage>;
  /** @throws {StoreConflict} when the condition does not hold */
  put(item: Item, condition: Condition, deadline: Deadline): Promise<void>;
  /** @throws {StoreConflict} when the condition does not hold */
  update(key: Key, change: Condition & { update: string }, deadline: Deadline): Promise<void>;
  /** Many items without conditions, for those of which only one writer is let through. */
  batchWrite(changes: { put: readonly Item[]; delete: readonly Key[] }, deadline: Deadline): Promise<void>;
  /** @throws {StoreConflict} when the condition does not hold */
  delete(key: Key, condition: Condition | null, deadline: Deadline): Promise<void>;
}

/** Absent beforehand. */
export const ABSENT: Condition = { expression: 'attribute_not_exists(pk)' };

/** Unconditional, said aloud: for items whose every writer writes the same. */
export const ALWAYS: Condition = { expression: 'attribute_exists(pk) OR attribute_not_exists(pk)' };

/** Still at the version that was read. */
export const atVersion = (version: number): Condition => ({
  expression: '#version = :version',
  names: { '#version': 'version' },
  values: { ':version': version },
});

const MARSHALL = { removeUndefinedValues: true };
/** Between two tries for keys that DynamoDB left unprocessed. */
const UNPROCESSED_PAUSE_MS = 30;
const UNPROCESSED_TRIES = 4;
/** DynamoDB's own limit. */
const BATCH_WRITE_SIZE = 25;

function conditional({ expression, names, values }: Condition) {
  return {
    ConditionExpression: expression,
    ...(names && { ExpressionAttributeNames: names }),
    ...(values && { ExpressionAttributeValues: marshall(values, MARSHALL) }),
  };
}

const keyOf = ({ pk, sk }: Key) => marshall({ pk, sk });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export interface TableOptions {
  /** Read the latest write, not a replica's copy of a moment ago: everywhere but on the directive path. */
  consistent: boolean;
}

/**
 * All methods throw `StoreUnavailable` where DynamoDB fails, throttles or leaves keys unprocessed, and
 * `OutOfTime` at the deadline.
 */
export function createTable(client: DynamoDBClient, name: string, options: TableOptions): Table {
  const { consistent } = options;

  async function guarded<T>(operation: string, key: Key | undefined, deadline: Deadline, call: Promise<T>) {
    try {
      return await deadline.race(call, `waiting for the store (${operation})`);
    } catch (cause) {
      if (cause instanceof Outcome) throw cause;
      if (cause instanceof ConditionalCheckFailedException) {
        throw new StoreConflict(key?.sk.split('#', 1)[0]?.toLowerCase() ?? 'item', { cause });
      }
      throw new StoreUnavailable(operation, { cause });
    }
  }

  async function readPages(pk: string, skPrefix: string): Promise<Item[]> {
    const items: Item[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          ConsistentRead: consistent,
          // DynamoDB takes no empty text for a key.
          KeyConditionExpression: skPrefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: marshall({ ':pk': pk, ...(skPrefix !== '' && { ':sk': skPrefix }) }),
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      for (const item of page.Items ?? []) items.push(unmarshall(item) as Item);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  async function readIndex({ index, partition, sort, limit, after }: IndexQuery): Promise<IndexPage> {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        IndexName: index,
        KeyConditionExpression: '#partition = :partition AND #sort <= :upTo',
        ExpressionAttributeNames: { '#partition': partition.attribute, '#sort': sort.attribute },
        ExpressionAttributeValues: marshall({ ':partition': partition.value, ':upTo': sort.upTo }),
        Limit: limit,
        ...(after && { ExclusiveStartKey: after }),
      }),
    );
    return {
      items: (page.Items ?? []).map((item) => unmarshall(item) as Item),
      ...(page.LastEvaluatedKey && { next: page.LastEvaluatedKey }),
    };
  }

  async function readBatch(keys: readonly Key[]): Promise<(Item | undefined)[]> {
    const found = new Map<string, Item>();
    let wanted = keys.map(keyOf);
    for (let tries = 0; wanted.length > 0; tries += 1) {
      if (tries === UNPROCESSED_TRIES) throw new StoreUnavailable('BatchGetItem, keys left unprocessed');
      if (tries > 0) await sleep(UNPROCESSED_PAUSE_MS * 2 ** (tries - 1));
      const answer = await client.send(
        new BatchGetItemCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: consistent } } }),
      );
      for (const raw of answer.Responses?.[name] ?? []) {
        const item = unmarshall(raw) as Item;
        found.set(`${item.pk}\0${item.sk}`, item);
      }
      wanted = (answer.UnprocessedKeys?.[name]?.Keys ?? []) as typeof wanted;
    }
    return keys.map(({ pk, sk }) => found.get(`${pk}\0${sk}`));
  }

  async function writeBatch(requests: WriteRequest[]): Promise<void> {
    let left = requests;
    for (let tries = 0; left.length > 0; tries += 1) {
      if (tries === UNPROCESSED_TRIES) throw new StoreUnavailable('BatchWriteItem, items left unprocessed');
      if (tries > 0) await sleep(UNPROCESSED_PAUSE_MS * 2 ** (tries - 1));
      const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: left } }));
      left = answer.UnprocessedItems?.[name] ?? [];
    }
  }

  async function writeAll(requests: readonly WriteRequest[]): Promise<void> {
    for (let start = 0; start < requests.length; start += BATCH_WRITE_SIZE) {
      await writeBatch(requests.slice(start, start + BATCH_WRITE_SIZE));
    }
  }

  return {
    get: async (key, deadline) => {
      const call = client.send(
        new GetItemCommand({ TableName: name, Key: keyOf(key), ConsistentRead: consistent }),
      );
      const { Item: item } = await guarded('GetItem', key, deadline, call);
      return item && (unmarshall(item) as Item);
    },
    batchWrite: (changes, deadline) => {
      const requests = [
        ...changes.put.map((item) => ({ PutRequest: { Item: marshall(item, MARSHALL) } })),
        ...changes.delete.map((key) => ({ DeleteRequest: { Key: keyOf(key) } })),
      ];
      return guarded('BatchWriteItem', undefined, deadline, writeAll(requests));
    },
    batchGet: (keys, deadline) => guarded('BatchGetItem', undefined, deadline, readBatch(keys)),
    query: (pk, skPrefix, deadline) => guarded('Query', undefined, deadline, readPages(pk, skPrefix)),
    queryIndex: (query, deadline) => guarded('Query', undefined, deadline, readIndex(query)),
    put: async (item, condition, deadline) => {
      const command = new PutItemCommand({
        TableName: name,
        Item: marshall(item, MARSHALL),
        ...conditional(condition),
      });
      await guarded('PutItem', item, deadline, client.send(command));
    },
    update: async (key, { update, ...condition }, deadline) => {
      const command = new UpdateItemCommand({
        TableName: name,
        Key: keyOf(key),
        UpdateExpression: update,
        ...conditional(condition),
      });
      await guarded('UpdateItem', key, deadline, client.send(command));
    },
    delete: async (key, condition, deadline) => {
      const command = new DeleteItemCommand({
        TableName: name,
        Key: keyOf(key),
        ...(condition && conditional(condition)),
      });
      await guarded('DeleteItem', key, deadline, client.send(command));
    },
  };
}
