package dev.tidemark.verification.attack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A stock producer that sends a record every few milliseconds and waits for its acknowledgement. Used by the thread of its test. */
final class HealthyClient implements AutoCloseable {

    private static final int BYTES = 1_024;
    private static final int ROUND = 400;
    private static final long PAUSE_NANOS = 2_000_000;

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private long sent;

    HealthyClient(String bootstrap, String topic) {
        this.topic = topic;
        this.producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What a test looks at after each round. */
    interface Look {
        void look() throws IOException;
    }

    /** The 99th percentile, in microseconds, of each of some rounds, and of those the median: one stall of the machine is none of the broker's. */
    long p99Micros(int rounds) throws InterruptedException, ExecutionException, IOException {
        return p99Micros(rounds, () -> {});
    }

    /** As above, with a look after each round. */
    long p99Micros(int rounds, Look after) throws InterruptedException, ExecutionException, IOException {
        List<Long> each = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            each.add(round());
            after.look();
        }
        return each.stream().sorted().toList().get(rounds / 2);
    }

    private long round() throws InterruptedException, ExecutionException {
        long[] nanos = new long[ROUND];
        for (int i = 0; i < ROUND; i++) {
            long before = System.nanoTime();
            long offset = producer.send(new ProducerRecord<>(topic, 0, null, new byte[BYTES])).get().offset();
            nanos[i] = System.nanoTime() - before;
            if (offset != sent++) {
                throw new IllegalStateException("record " + (sent - 1) + " got offset " + offset);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        Arrays.sort(nanos);
        return nanos[ROUND * 99 / 100] / 1_000;
    }

    @Override
    public void close() {
        producer.close();
    }
}
