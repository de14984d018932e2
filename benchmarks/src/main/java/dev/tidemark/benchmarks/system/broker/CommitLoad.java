package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.cli.StderrLogging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The load of {@code commit} as a process of its own: one transactional producer of kafka-clients, the same on either side. Every transaction
 * writes to every partition and is acknowledged before its commit is due, so that what is measured is the commit.
 *
 * <p>Those of the warm-up follow each other at once: after two hundred, at ten a second, the compilers of either side have hardly begun. Before a commit
 * is due the thread spins, or it would come late by what the system takes to wake it.
 */
final class CommitLoad {

    private static final int TRANSACTION_TIMEOUT_MS = 60_000;
    private static final long SPIN_NANOS = 1_000_000;

    private CommitLoad() {}

    /** Arguments: bootstrap server, topic, partitions, records per transaction, bytes, commits per second, seconds of warm-up, seconds, file for the {@link LoadResult}. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        StderrLogging.onlyErrors();
        Pace pace = new Pace(Integer.parseInt(arguments[5]), Integer.parseInt(arguments[6]), Integer.parseInt(
                arguments[7]));
        Map<String, Object> settings = Map.of("bootstrap.servers", arguments[0], "transactional.id", "committing",
                "transaction.timeout.ms", TRANSACTION_TIMEOUT_MS, "linger.ms", "0");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            commitAll(producer, arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(
                    arguments[3]), Integer.parseInt(arguments[4]), pace).write(Path.of(arguments[8]));
        }
    }

    /** A commit that comes late counts from when it was due, or a stall would hide those that it kept waiting. */
    private static LoadResult commitAll(KafkaProducer<byte[], byte[]> producer, String topic, int partitions,
            int records, int bytes, Pace pace) throws InterruptedException, ExecutionException {
        long warmupEvents = 0;
        for (long begun = System.nanoTime(); System.nanoTime() - begun < pace.warmupNanos(); warmupEvents++) {
            write(producer, topic, partitions, records, bytes);
            producer.commitTransaction();
        }
        Histogram histogram = LatencyHistogram.empty();
        long first = System.nanoTime();
        for (int commit = 1; commit <= pace.counted(); commit++) {
            write(producer, topic, partitions, records, bytes);
            long due = first + pace.dueAfterNanos(commit);
            awaitExactly(due);
            producer.commitTransaction();
            histogram.recordValue((System.nanoTime() - due) / 1_000);
        }
        return new LoadResult(warmupEvents, histogram);
    }

    private static void awaitExactly(long due) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            if (wait > SPIN_NANOS) {
                LockSupport.parkNanos(wait - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Begins a transaction and writes to it, until all is acknowledged. */
    private static void write(KafkaProducer<byte[], byte[]> producer, String topic, int partitions, int records,
            int bytes) throws InterruptedException, ExecutionException {
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = new ArrayList<>(records);
        for (int record = 0; record < records; record++) {
            sent.add(producer.send(new ProducerRecord<>(topic, record % partitions, null, new byte[bytes])));
        }
        producer.flush();
        for (Future<RecordMetadata> acknowledged : sent) {
            acknowledged.get();
        }
    }
}
