package dev.tidemark.verification.histories;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Operation;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Partition;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Apache Kafka's idempotent producer, with some records on their way at any time. Used by one thread; answers come on the producer's.
 */
final class PlainAppender implements AutoCloseable {

    private static final int ON_THEIR_WAY = 30;

    private final int number;
    private final String topic;
    private final int partitions;
    private final HistoryClock clock;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Semaphore mayBeSent = new Semaphore(ON_THEIR_WAY);
    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
    private long next;

    PlainAppender(int number, String bootstrap, String topic, int partitions, HistoryClock clock) {
        this.number = number;
        this.topic = topic;
        this.partitions = partitions;
        this.clock = clock;
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000, ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000,
                        ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200, ProducerConfig.LINGER_MS_CONFIG, 2),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends one, once there is room. */
    void send() throws InterruptedException {
        mayBeSent.acquire();
        long sequence = next++;
        long value = ((long) number << 40) + sequence;
        Partition partition = new Partition(topic, (int) (sequence % partitions));
        long invokedNs = clock.nowNs();
        try {
            producer.send(new ProducerRecord<>(topic, partition.number(), Bytes.of(number), Bytes.of(value)),
                    (metadata, failure) -> {
                        operations.add(
                                new Append(clock.since(number, invokedNs), partition, number, sequence, number, value,
                                        failure == null && metadata.hasOffset() ? metadata.offset() : Append.NO_OFFSET,
                                        failure == null ? Outcome.OK : Outcome.UNKNOWN));
                        mayBeSent.release();
                    });
        } catch (KafkaException notTaken) {
            operations
                    .add(new Append(new Call(number, invokedNs, Call.NEVER), partition, number, sequence, number, value,
                            Append.NO_OFFSET, Outcome.UNKNOWN));
            mayBeSent.release();
        }
    }

    /** After all answers have come. */
    History history() {
        producer.flush();
        return new History(List.copyOf(operations), new TreeMap<>(), Set.of());
    }

    @Override
    public void close() {
        producer.close();
    }
}
