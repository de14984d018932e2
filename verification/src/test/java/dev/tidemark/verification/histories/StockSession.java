package dev.tidemark.verification.histories;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Apache Kafka's producer and consumer. Used by one thread. */
final class StockSession implements Session {

    private record Sent(Transaction.Appended record, Future<RecordMetadata> result) {}

    private static final int OPENINGS_MAX = 20;

    private final String bootstrap;
    private final String topic;
    private final String id;
    private final StockSource source;
    private final StableReader reader;
    private final List<Sent> sent = new ArrayList<>();
    private KafkaProducer<byte[], byte[]> producer;

    StockSession(String bootstrap, String topic, int partitions, String id) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.id = id;
        this.source = new StockSource(bootstrap, topic, partitions, group(), true);
        this.reader = new StableReader(topic, partitions, source);
    }

    @Override
    public void open() {
        KafkaException last = null;
        for (int i = 0; i < OPENINGS_MAX; i++) {
            giveUp();
            try {
                producer = new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                id, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000, ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                10_000, ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200),
                        new ByteArraySerializer(), new ByteArraySerializer());
                producer.initTransactions();
                return;
            } catch (KafkaException notYet) {
                last = notYet;
            }
        }
        throw new IllegalStateException(id + " could not be opened", last);
    }

    private void giveUp() {
        sent.clear();
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    @Override
    public void begin() {
        sent.clear();
        producer.beginTransaction();
    }

    @Override
    public long stableEnd(int partition) {
        return source.end(partition);
    }

    @Override
    public ReadRange readTo(int partition, long end) {
        return reader.readTo(partition, end, true);
    }

    @Override
    public void append(int partition, long key, long value) {
        sent.add(new Sent(new Transaction.Appended(new Partition(topic, partition), key, value, Append.NO_OFFSET),
                producer.send(new ProducerRecord<>(topic, partition, Bytes.of(key), Bytes.of(value)))));
    }

    @Override
    public void sendOffset(int partition, long offset) {
        producer.sendOffsetsToTransaction(Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)),
                source.consumer().groupMetadata());
    }

    @Override
    public List<Transaction.Appended> flush() {
        producer.flush();
        List<Transaction.Appended> written = new ArrayList<>();
        for (Sent each : sent) {
            try {
                Transaction.Appended record = each.record();
                written.add(new Transaction.Appended(record.partition(), record.key(), record.value(),
                        each.result().get().offset()));
            } catch (ExecutionException failed) {
                throw new KafkaException(failed.getCause());
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
        return written;
    }

    @Override
    public void commit() {
        producer.commitTransaction();
    }

    @Override
    public void abort() {
        producer.abortTransaction();
    }

    @Override
    public long committed(int partition) {
        return source.committed(partition);
    }

    @Override
    public String group() {
        return "group-of-" + id;
    }

    @Override
    public void close() {
        giveUp();
        reader.close();
    }
}
