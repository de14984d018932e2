package dev.tidemark.broker;

import dev.tidemark.core.loop.EventLoop;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What a broker's parts run on; it belongs to whoever hosts the broker.
 *
 * @param dataLoops host partitions, and the connections whose requests they answer; at least one
 * @param control hosts groups and metadata
 * @param flushers run forces
 * @param background runs work on files that no loop may wait for
 * @param recovery opens logs side by side at the start, while a piece of background work waits for it: not the same threads
 * @param cleaners run rounds of compaction
 */
public record BrokerExecutors(List<EventLoop> dataLoops, EventLoop control, Executor flushers, Executor background,
        Executor recovery, SizedExecutor cleaners) {

    public BrokerExecutors {
        dataLoops = List.copyOf(dataLoops);
    }

    /**
     * Hosts the transaction coordinator: one of the loops that host what it is about, so that on a small machine the end of a
     * transaction is one turn of one loop, from the request to the answer (ADR 8).
     */
    EventLoop transactions() {
        return dataLoops.getFirst();
    }
}
