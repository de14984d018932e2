package dev.tidemark.verification.histories;

import dev.tidemark.verification.simulation.history.OffsetFetch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A consumer of all partitions of a topic, from their beginning; what differs between libraries are the calls. Used by one thread.
 *
 * @param <P> what the library calls a partition
 */
abstract class AssignedSource<P> implements StableReader.Source {

    /** How long a poll waits. */
    static final Duration WAIT = Duration.ofMillis(100);

    private final List<P> partitions;

    AssignedSource(int count, IntFunction<P> partition) {
        this.partitions = IntStream.range(0, count).mapToObj(partition).toList();
    }

    final List<P> partitions() {
        return partitions;
    }

    abstract long positionOf(P partition);

    abstract Map<P, Long> endsOf(List<P> asked);

    /** Null if nothing is committed. */
    abstract Long committedOf(P partition);

    @Override
    public final long position(int partition) {
        return positionOf(partitions.get(partition));
    }

    @Override
    public final long end(int partition) {
        P asked = partitions.get(partition);
        return endsOf(List.of(asked)).get(asked);
    }

    @Override
    public final long committed(int partition) {
        Long committed = committedOf(partitions.get(partition));
        return committed == null ? OffsetFetch.NONE : committed;
    }
}
