package dev.tidemark.broker.group;

import java.util.concurrent.atomic.LongAdder;

/** How often groups got a new division of their partitions since the start. Counted on the control loop, read by any thread. */
public final class GroupRebalances {

    private final LongAdder classic = new LongAdder();
    private final LongAdder consumer = new LongAdder();

    /** A classic group is stable in a new generation. */
    void classicCompleted() {
        classic.increment();
    }

    /** A group of the consumer protocol needs a new assignment: its epoch has grown. */
    void consumerBegun() {
        consumer.increment();
    }

    /** Generations of classic groups that became stable. */
    public long classic() {
        return classic.sum();
    }

    /** Epochs of groups of the consumer protocol. */
    public long consumer() {
        return consumer.sum();
    }
}
