package dev.tidemark.benchmarks.system.broker;

import dev.tidemark.cli.StderrLogging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * The load of {@code commit} as a process of its own: transactional producers, the same on either side. Records come at an even rate, whatever becomes of
 * the commits, and a commit is due at every interval; it takes what came before it along.
 *
 * <p>Before it, {@value #AT_ONCE} producers commit as often as they can, until they have done so a given number of times together: the same number on
 * either side, one record to each partition, since after a few hundred commits the compilers of either side have hardly begun. They are several because a producer by itself waits
 * most of the time for its broker to finish what it committed before. Before a commit is due the thread spins, or it would come late by what the
 * system takes to wake it.
 */
final class CommitLoad {

    static final int TRANSACTION_TIMEOUT_MS = 60_000;
    private static final long SPIN_NANOS = 500_000;
    /** Producers of the warm-up. */
    static final int AT_ONCE = 8;

    /** The two kinds of producers. */
    enum Kind {
        /** Requests and nothing else; the one that is measured spins for its answers. */
        WIRE,
        /** Of kafka-clients. */
        STOCK
    }

    /** Where transactions write, and how much. */
    private record Written(Kind kind, String bootstrap, String topic, int partitions, int records, int bytes) {

        CommittingProducer producer(String transactionalId, boolean spinning) throws IOException {
            return switch (kind) {
                case WIRE -> new WireProducer(bootstrap, topic, partitions, bytes, transactionalId, spinning);
                case STOCK -> new StockProducer(bootstrap, topic, transactionalId);
            };
        }

        void send(CommittingProducer producer, int record) throws IOException {
            producer.send(record % partitions, new byte[bytes]);
        }
    }

    private CommitLoad() {}

    /**
     * Arguments: kind of producer, bootstrap server, topic, partitions, records per transaction, bytes, commits of the warm-up, commits per second,
     * seconds of warm-up at that rate, seconds, file for the {@link LoadResult}.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        StderrLogging.onlyErrors();
        Written written = new Written(Kind.valueOf(arguments[0]), arguments[1], arguments[2], Integer.parseInt(
                arguments[3]), Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
        int atOnce = Integer.parseInt(arguments[6]);
        Pace pace = new Pace(Integer.parseInt(arguments[7]), Integer.parseInt(arguments[8]), Integer.parseInt(
                arguments[9]));
        warmUp(written, atOnce);
        Histogram histogram = atPace(written, pace);
        new LoadResult(atOnce + (long) pace.records() - pace.counted(), histogram).write(Path.of(arguments[10]));
    }

    private static void warmUp(Written written, int commits) throws InterruptedException, ExecutionException {
        AtomicInteger left = new AtomicInteger(commits);
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> running = new ArrayList<>();
            for (int number = 0; number < AT_ONCE; number++) {
                String id = "warming-up-" + number;
                running.add(threads.submit(() -> {
                    try (CommittingProducer producer = written.producer(id, false)) {
                        while (left.getAndDecrement() > 0) {
                            for (int record = 0; record < written.partitions(); record++) {
                                written.send(producer, record);
                            }
                            producer.commit();
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
    private static Histogram atPace(Written written, Pace pace) throws IOException {
        Histogram histogram = LatencyHistogram.empty();
        Pace records = new Pace(pace.perSecond() * written.records(), pace.warmupSeconds(), pace.seconds());
        try (CommittingProducer producer = written.producer("committing", true)) {
            long first = System.nanoTime();
            for (int commit = 0; commit < pace.records(); commit++) {
                for (int record = commit * written.records(); record < (commit + 1) * written.records(); record++) {
                    awaitRoughly(first + records.dueAfterNanos(record));
                    written.send(producer, record);
                }
                long due = first + pace.dueAfterNanos(commit + 1);
                awaitExactly(due);
                producer.commit();
                if (pace.counts(commit)) {
                    histogram.recordValue((System.nanoTime() - due) / 1_000);
                }
            }
        }
        return histogram;
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
