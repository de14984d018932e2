package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.cli.StderrLogging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The load of {@code commit} as a process of its own: transactional producers of kafka-clients, the same on either side. Records come at an even rate,
 * whatever becomes of the commits, and a commit is due at every interval; it takes what came before it along.
 *
 * <p>Before it, {@value #AT_ONCE} producers commit as often as they can, until they have done so a given number of times together: the same number on
 * either side, since after a few hundred commits the compilers of either side have hardly begun. They are several because a producer by itself waits
 * most of the time for its broker to finish what it committed before. Before a commit is due the thread spins, or it would come late by what the
 * system takes to wake it.
 */
final class CommitLoad {

    private static final int TRANSACTION_TIMEOUT_MS = 60_000;
    private static final long SPIN_NANOS = 500_000;
    /** Producers of the warm-up. */
    static final int AT_ONCE = 8;

    /** Where transactions write, and how much. */
    private record Written(String bootstrap, String topic, int partitions, int records, int bytes) {}

    private CommitLoad() {}

    /**
     * Arguments: bootstrap server, topic, partitions, records per transaction, bytes, commits of the warm-up, commits per second, seconds of warm-up at
     * that rate, seconds, file for the {@link LoadResult}.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        StderrLogging.onlyErrors();
        Written written = new Written(arguments[0], arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(
                arguments[3]), Integer.parseInt(arguments[4]));
        int atOnce = Integer.parseInt(arguments[5]);
        Pace pace = new Pace(Integer.parseInt(arguments[6]), Integer.parseInt(arguments[7]), Integer.parseInt(
                arguments[8]));
        warmUp(written, atOnce);
        Histogram histogram = atPace(written, pace);
        new LoadResult(atOnce + (long) pace.records() - pace.counted(), histogram).write(Path.of(arguments[9]));
    }

    private static void warmUp(Written written, int commits) throws InterruptedException, ExecutionException {
        AtomicInteger left = new AtomicInteger(commits);
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> running = new ArrayList<>();
            for (int number = 0; number < AT_ONCE; number++) {
                String id = "warming-up-" + number;
                running.add(threads.submit(() -> {
                    try (KafkaProducer<byte[], byte[]> producer = producer(written, id)) {
                        while (left.getAndDecrement() > 0) {
                            producer.beginTransaction();
                            for (int record = 0; record < written.records(); record++) {
                                send(producer, written, record);
                            }
                            commit(producer);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    /** A commit that comes late counts from when it was due, or a stall would hide those that it kept waiting. */
    private static Histogram atPace(Written written, Pace pace) {
        Histogram histogram = LatencyHistogram.empty();
        Pace records = new Pace(pace.perSecond() * written.records(), pace.warmupSeconds(), pace.seconds());
        try (KafkaProducer<byte[], byte[]> producer = producer(written, "committing")) {
            long first = System.nanoTime();
            for (int commit = 0; commit < pace.records(); commit++) {
                producer.beginTransaction();
                for (int record = commit * written.records(); record < (commit + 1) * written.records(); record++) {
                    awaitRoughly(first + records.dueAfterNanos(record));
                    send(producer, written, record);
                }
                long due = first + pace.dueAfterNanos(commit + 1);
                awaitExactly(due);
                commit(producer);
                if (pace.counts(commit)) {
                    histogram.recordValue((System.nanoTime() - due) / 1_000);
                }
            }
        }
        return histogram;
    }

    private static KafkaProducer<byte[], byte[]> producer(Written written, String transactionalId) {
        Map<String, Object> settings = Map.of("bootstrap.servers", written.bootstrap(), "transactional.id",
                transactionalId, "transaction.timeout.ms", TRANSACTION_TIMEOUT_MS, "linger.ms", "0");
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /** Flushed first: else the client of 4.4 now and then sends the end of a transaction before its records. */
    private static void commit(KafkaProducer<byte[], byte[]> producer) {
        producer.flush();
        producer.commitTransaction();
    }

    /** A record that is lost makes the commit fail. */
    private static void send(KafkaProducer<byte[], byte[]> producer, Written written, int record) {
        Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(written.topic(),
                record % written.partitions(), null, new byte[written.bytes()]));
    }

    private static void awaitRoughly(long due) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
    }

    private static void awaitExactly(long due) {
        awaitRoughly(due - SPIN_NANOS);
        while (System.nanoTime() < due) {
            Thread.onSpinWait();
        }
    }
}
