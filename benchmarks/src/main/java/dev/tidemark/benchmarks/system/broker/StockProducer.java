package dev.tidemark.benchmarks.system.broker;

import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The producer of kafka-clients, which sends each record at once. Used by one thread. */
final class StockProducer implements CommittingProducer {

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private boolean open;

    StockProducer(String bootstrap, String topic, String transactionalId) {
        this.topic = topic;
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "transactional.id", transactionalId,
                "transaction.timeout.ms", CommitLoad.TRANSACTION_TIMEOUT_MS, "linger.ms", "0"),
                new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
    }

    @Override
    public void send(int partition, byte[] value) {
        if (!open) {
            producer.beginTransaction();
            open = true;
        }
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(topic, partition, null, value));
    }

    /** Flushed first: else the client of 4.4 now and then sends the end of a transaction before its records. */
    @Override
    public void commit() {
        producer.flush();
        producer.commitTransaction();
        open = false;
    }

    @Override
    public void close() {
        producer.close();
    }
}
