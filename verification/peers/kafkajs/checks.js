// kafkajs against a broker: reports its checks as the lines that PeerReport of the compatibility suite reads.
// Arguments: bootstrap server. Ends by itself, and at once when its standard input ends.
'use strict';

const assert = require('node:assert/strict');
const { Kafka, CompressionTypes, logLevel } = require('kafkajs');
const { version } = require('kafkajs/package.json');

const PATIENCE_MS = 40_000;
const kafka = new Kafka({ clientId: 'kafkajs', brokers: [process.argv[2]], logLevel: logLevel.ERROR });
const admin = kafka.admin();
const checks = new Map();

async function topic(name, numPartitions = 1) {
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: `js-${name}`, numPartitions }] });
  return `js-${name}`;
}

async function withProducer(options, body) {
  const producer = kafka.producer(options);
  await producer.connect();
  try {
    return await body(producer);
  } finally {
    await producer.disconnect();
  }
}

/** Reads with a group of its own until so many records came; their values by arrival. */
async function read(groupId, from, count, { fromBeginning = true, each = () => {} } = {}) {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  const values = [];
  try {
    await consumer.subscribe({ topic: from, fromBeginning });
    await new Promise((resolve, reject) => {
      consumer.on(consumer.events.CRASH, event => reject(event.payload.error));
      consumer.run({
        eachMessage: async message => {
          each(message);
          values.push(message.message.value.toString());
          if (values.length === count) {
            resolve();
          }
        },
      }).catch(reject);
    });
  } finally {
    await consumer.disconnect(); // commits what was processed
  }
  return values;
}

const numbered = (word, count, first = 0) => Array.from({ length: count }, (_, i) => `${word}-${i + first}`);

checks.set('admin-topics', async () => {
  const name = await topic('described', 3);
  const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
  assert.equal(topics[0].partitions.length, 3);
  assert.ok((await admin.listTopics()).includes(name));
  await admin.createPartitions({ topicPartitions: [{ topic: name, count: 5 }] });
  assert.equal((await admin.fetchTopicMetadata({ topics: [name] })).topics[0].partitions.length, 5);
  await admin.deleteTopics({ topics: [name] });
  assert.ok(!(await admin.listTopics()).includes(name));
});

checks.set('admin-configs', async () => {
  const name = await topic('configured');
  const { resources } = await admin.describeConfigs({ includeSynonyms: true, resources: [{ type: 2, name }] });
  const policy = resources[0].configEntries.find(entry => entry.configName === 'cleanup.policy');
  assert.equal(policy.configValue, 'delete');
});

checks.set('produce-consume', async () => {
  const name = await topic('records');
  await withProducer({}, producer => producer.send({
    topic: name,
    acks: -1,
    messages: numbered('value', 500).map((value, i) => ({ key: `key-${i}`, value, headers: { word: 'a', i: `${i}` }, timestamp: `${1000 + i}` })),
  }));
  let seen = 0;
  const values = await read('js-records', name, 500, {
    each: ({ message }) => {
      assert.equal(message.key.toString(), `key-${seen}`);
      assert.equal(message.headers.i.toString(), `${seen}`);
      assert.equal(message.timestamp, `${1000 + seen}`);
      assert.equal(message.offset, `${seen}`);
      seen++;
    },
  });
  assert.deepEqual(values, numbered('value', 500));
});

checks.set('gzip', async () => {
  const name = await topic('gzip');
  await withProducer({}, producer => producer.send({ topic: name, compression: CompressionTypes.GZIP, messages: numbered('value', 200).map(value => ({ value })) }));
  assert.deepEqual(await read('js-gzip', name, 200), numbered('value', 200));
});

checks.set('idempotence', async () => {
  const name = await topic('idempotent');
  await withProducer({ idempotent: true }, async producer => {
    for (let i = 0; i < 20; i++) {
      await producer.send({ topic: name, messages: numbered('value', 10, 10 * i).map(value => ({ value })) });
    }
  });
  assert.deepEqual(await read('js-idempotent', name, 200), numbered('value', 200));
});

checks.set('group-commits-and-resumes', async () => {
  const name = await topic('resumed');
  await withProducer({}, producer => producer.send({ topic: name, messages: numbered('first', 50).map(value => ({ value })) }));
  assert.deepEqual(await read('js-resumed', name, 50), numbered('first', 50));
  await withProducer({}, producer => producer.send({ topic: name, messages: numbered('second', 50).map(value => ({ value })) }));
  assert.deepEqual(await read('js-resumed', name, 50), numbered('second', 50));
  const [{ partitions }] = await admin.fetchOffsets({ groupId: 'js-resumed', topics: [name] });
  assert.equal(partitions[0].offset, '100');
});

checks.set('group-of-two-shares', async () => {
  const name = await topic('shared', 4);
  const members = [0, 1].map(() => kafka.consumer({ groupId: 'js-shared', maxWaitTimeInMs: 200, heartbeatInterval: 300 }));
  const shares = [[], []];
  try {
    await new Promise((resolve, reject) => {
      members.forEach((member, i) => {
        member.on(member.events.GROUP_JOIN, ({ payload }) => {
          shares[i] = payload.memberAssignment[name] || [];
          if (shares[0].length === 2 && shares[1].length === 2) {
            resolve();
          }
        });
        member.on(member.events.CRASH, event => reject(event.payload.error));
        member.connect()
          .then(() => member.subscribe({ topic: name }))
          .then(() => member.run({ eachMessage: async () => {} }))
          .catch(reject);
      });
    });
    assert.deepEqual([...shares[0], ...shares[1]].sort(), [0, 1, 2, 3]);
    const { groups } = await admin.describeGroups(['js-shared']);
    assert.equal(groups[0].state, 'Stable');
    assert.equal(groups[0].members.length, 2);
    assert.ok((await admin.listGroups()).groups.some(group => group.groupId === 'js-shared'));
  } finally {
    await Promise.all(members.map(member => member.disconnect()));
  }
});

checks.set('transactions', async () => {
  const name = await topic('transactions');
  await withProducer({ transactionalId: 'js-transactions', idempotent: true, maxInFlightRequests: 1 }, async producer => {
    for (let i = 0; i < 6; i++) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: name, messages: [{ value: `value-${i}` }] });
      await transaction.sendOffsets({ consumerGroupId: 'js-transactional', topics: [{ topic: name, partitions: [{ partition: 0, offset: `${i}` }] }] });
      await (i % 2 === 0 ? transaction.commit() : transaction.abort());
    }
  });
  assert.deepEqual(await read('js-transactions', name, 3), ['value-0', 'value-2', 'value-4']);
  const [{ partitions }] = await admin.fetchOffsets({ groupId: 'js-transactional', topics: [name] });
  assert.equal(partitions[0].offset, '4');
});

checks.set('offsets-by-time-and-reset', async () => {
  const name = await topic('times');
  await withProducer({}, producer => producer.send({ topic: name, messages: numbered('value', 10).map((value, i) => ({ value, timestamp: `${1000 + 10 * i}` })) }));
  const [byTime] = await admin.fetchTopicOffsetsByTimestamp(name, 1045);
  assert.equal(byTime.offset, '5');
  const [ends] = await admin.fetchTopicOffsets(name);
  assert.deepEqual([ends.low, ends.high], ['0', '10']);
  await admin.setOffsets({ groupId: 'js-times', topic: name, partitions: [{ partition: 0, offset: '8' }] });
  assert.deepEqual(await read('js-times', name, 2), ['value-8', 'value-9']);
});

checks.set('delete-records', async () => {
  const name = await topic('shortened');
  await withProducer({}, producer => producer.send({ topic: name, messages: numbered('value', 10).map(value => ({ value })) }));
  await admin.fetchTopicOffsets(name); // kafkajs looks for the leader in what it has cached, and has nothing of a topic it never asked for
  await admin.deleteTopicRecords({ topic: name, partitions: [{ partition: 0, offset: '7' }] });
  assert.deepEqual(await read('js-shortened', name, 3), numbered('value', 3, 7));
});

function within(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still runs after ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function main() {
  process.stdin.on('end', () => process.exit(3)).resume();
  console.log(`peer-version ${version}`);
  for (const name of checks.keys()) {
    console.log(`peer-check ${name}`);
  }
  await admin.connect();
  for (const [name, check] of checks) {
    try {
      const started = Date.now();
      await within(check());
      console.log(`peer-passed ${name} ${Date.now() - started} ms`);
    } catch (error) {
      console.log(error.stack);
      console.log(`peer-failed ${name} ${String(error.message).replace(/\s*\n\s*/g, '; ')}`);
    }
  }
  process.exit(0);
}

main().catch(error => {
  console.log(error.stack);
  process.exit(1);
});
