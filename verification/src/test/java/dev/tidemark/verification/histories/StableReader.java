package dev.tidemark.verification.histories;

import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.ReadRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the partitions of a topic forward and gives each out in ranges that end where it is told to. Used by one thread. What was read beyond
 * waits for the next range, so that a range that ends at a stable end shows all that was there.
 */
final class StableReader implements AutoCloseable {

    /** A consumer that is assigned to all of the partitions and stands at their beginning. */
    interface Source extends AutoCloseable {

        /** Waits a little and gives whatever came. */
        void poll(Sink sink);

        long position(int partition);

        long end(int partition);

        long committed(int partition);

        @Override
        void close();
    }

    /** Takes one record. */
    interface Sink {
        void accept(int partition, long offset, long key, long value);
    }

    private static final long PATIENCE_NS = 90_000_000_000L;

    private final String topic;
    private final Source source;
    private final List<ArrayDeque<long[]>> waiting = new ArrayList<>();
    private final long[] given;

    StableReader(String topic, int partitions, Source source) {
        this.topic = topic;
        this.source = source;
        this.given = new long[partitions];
        for (int i = 0; i < partitions; i++) {
            waiting.add(new ArrayDeque<>());
        }
    }

    Source source() {
        return source;
    }

    ReadRange readTo(int partition, long end, boolean stable) {
        long since = System.nanoTime();
        while (source.position(partition) < end) {
            source.poll((index, offset, key, value) -> waiting.get(index).add(new long[]{offset, key, value}));
            if (System.nanoTime() - since > PATIENCE_NS) {
                throw new IllegalStateException(topic + "-" + partition + " was read to " + source.position(partition)
                        + " only, not to " + end);
            }
        }
        long from = given[partition];
        given[partition] = Math.max(from, end);
        return new ReadRange(new Partition(topic, partition), from, given[partition], stable && end >= from,
                entries(partition, end));
    }

    private Entries entries(int partition, long end) {
        Entries.Builder entries = new Entries.Builder();
        ArrayDeque<long[]> records = waiting.get(partition);
        while (!records.isEmpty() && records.peek()[0] < end) {
            long[] record = records.remove();
            entries.add(record[0], record[1], record[2]);
        }
        return entries.build();
    }

    @Override
    public void close() {
        source.close();
    }
}
