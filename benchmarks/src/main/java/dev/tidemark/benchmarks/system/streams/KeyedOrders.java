package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.broker.PacedProducer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Orders of customers in turn, as input of one program, written as fast as it goes. Run by the benchmark's thread. */
final class KeyedOrders implements AutoCloseable {

    static final int VALUE_BYTES = 84;

    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final String bootstrap;
    private final int partitions;
    private final int keys;
    private final Admin admin;

    KeyedOrders(String bootstrap, int partitions, int keys) {
        this.bootstrap = bootstrap;
        this.partitions = partitions;
        this.keys = keys;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    /** The input and the results. */
    KeyedOrders createTopics() throws InterruptedException, ExecutionException {
        admin.createTopics(List.of(new NewTopic(Program.ORDERS, partitions, (short) 1),
                new NewTopic(Program.RESULTS, partitions, (short) 1))).all().get();
        return this;
    }

    void write(int records) {
        // one request at a time instead of idempotence, as for the queries
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrap,
                "linger.ms", "50", "batch.size", "262144", "acks", "all", "enable.idempotence", "false",
                "max.in.flight.requests.per.connection", "1"), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int record = 0; record < records; record++) {
                int key = record % keys;
                // the committed offsets tell whether all were written
                var unused = producer
                        .send(new ProducerRecord<>(Program.ORDERS, key % partitions, PacedProducer.key(key),
                                new byte[VALUE_BYTES]));
            }
            producer.flush();
        }
    }

    /**
     * Returns once the program has committed so many records.
     *
     * @param look done from time to time meanwhile
     * @throws IllegalStateException if it ends before, or takes too long
     */
    void awaitCommitted(Program program, Deployed deployed, long records, Runnable look)
            throws InterruptedException, ExecutionException {
        Instant until = Instant.now().plus(PATIENCE);
        long committed = 0;
        while (committed < records) {
            committed = admin.listConsumerGroupOffsets(program.label())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .filter(each -> each.getKey().topic().equals(Program.ORDERS) && each.getValue() != null)
                    .mapToLong(each -> each.getValue().offset())
                    .sum();
            if (!deployed.appAlive() || Instant.now().isAfter(until)) {
                throw new IllegalStateException("the application stands at " + committed + " of " + records + ":\n"
                        + String.join("\n", deployed.said()));
            }
            look.run();
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
