package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.cli.StderrLogging;
import java.io.IOException;
import java.nio.file.Files;
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
 */
final class CommitLoad {

    private static final int TRANSACTION_TIMEOUT_MS = 60_000;

    private CommitLoad() {}

    /** Arguments: bootstrap server, topic, partitions, records per transaction, bytes, commits per second, seconds of warm-up, seconds, file for the histogram. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        StderrLogging.onlyErrors();
        Pace pace = new Pace(Integer.parseInt(arguments[5]), Integer.parseInt(arguments[6]), Integer.parseInt(
                arguments[7]));
        Map<String, Object> settings = Map.of("bootstrap.servers", arguments[0], "transactional.id", "committing",
                "transaction.timeout.ms", TRANSACTION_TIMEOUT_MS, "linger.ms", "0");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            Histogram histogram = commitAll(producer, arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(
                    arguments[3]), Integer.parseInt(arguments[4]), pace);
            Files.writeString(Path.of(arguments[8]), LatencyHistogram.encode(histogram));
        }
    }

    /** A commit that comes late counts from when it was due, or a stall would hide those that it kept waiting. */
    private static Histogram commitAll(KafkaProducer<byte[], byte[]> producer, String topic, int partitions,
            int records, int bytes, Pace pace) throws InterruptedException, ExecutionException {
        Histogram histogram = LatencyHistogram.empty();
        long first = System.nanoTime();
        for (int commit = 0; commit < pace.records(); commit++) {
            producer.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>(records);
            for (int record = 0; record < records; record++) {
                sent.add(producer.send(new ProducerRecord<>(topic, record % partitions, null, new byte[bytes])));
            }
            producer.flush();
            for (Future<RecordMetadata> acknowledged : sent) {
                acknowledged.get();
            }
            long due = first + pace.dueAfterNanos(commit + 1);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            producer.commitTransaction();
            if (pace.counts(commit)) {
                histogram.recordValue((System.nanoTime() - due) / 1_000);
            }
        }
        return histogram;
    }
}
