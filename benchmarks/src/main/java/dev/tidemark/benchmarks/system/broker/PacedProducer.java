package dev.tidemark.benchmarks.system.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends records when they are due, to the partitions in turn. A value starts with when it was due and its number. Run by the load's main thread. */
public final class PacedProducer implements AutoCloseable {

    private final String topic;
    private final int partitions;
    private final int keys;
    private final int bytes;
    private final Pace pace;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** @param keys how many keys there are, in turns; 0 for records without */
    public PacedProducer(String bootstrap, String topic, int partitions, int keys, int bytes, Pace pace) {
        this.topic = topic;
        this.partitions = partitions;
        this.keys = keys;
        this.bytes = bytes;
        this.pace = pace;
        this.producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "linger.ms", "0", "acks", "all",
                "enable.idempotence", "true"), new ByteArraySerializer(), new ByteArraySerializer());
        producer.partitionsFor(topic);
    }

    /**
     * Returns once all is acknowledged.
     *
     * @throws IllegalStateException if a record was not
     */
    public void sendAll() {
        long first = System.nanoTime();
        for (int record = 0; record < pace.records(); record++) {
            send(record, first + pace.dueAfterNanos(record));
        }
        producer.flush();
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("a record was not acknowledged", failed);
        }
    }

    /** Returns once its thread is interrupted, or all is sent; what became of records is not told. */
    public void sendUntilInterrupted() {
        long first = System.nanoTime();
        try {
            for (int record = 0; record < pace.records() && !Thread.interrupted(); record++) {
                send(record, first + pace.dueAfterNanos(record));
            }
        } catch (InterruptException interrupted) {
            Thread.interrupted(); // the end that was asked for
        }
    }

    private void send(int record, long due) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
        byte[] value = new byte[bytes];
        ByteBuffer.wrap(value).putLong(due).putInt(record);
        // the callback hears how it went
        Future<?> unused = producer.send(new ProducerRecord<>(topic, record % partitions, keyOf(record), value),
                (sent, failed) -> {
                    if (failed != null) {
                        failure.compareAndSet(null, failed);
                    }
                });
    }

    private byte @Nullable [] keyOf(int record) {
        return keys == 0 ? null : key(record % keys);
    }

    /** The key of this number, of those that have keys. */
    public static byte[] key(int number) {
        return ("customer-" + number).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
    }
}
