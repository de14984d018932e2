package dev.tidemark.streams.runtime.testing;

import dev.tidemark.streams.Topology;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a {@link StreamsTestDriver} is built. Each method changes one setting and answers this object. */
public final class DriverSettings {

    private static final int TROUBLE = 25;

    private final Topology topology;
    private final Map<String, Integer> partitions = new HashMap<>();
    private String applicationId = "test";
    private int workers = 1;
    private long wallMs;
    private @Nullable Long seed;
    private int trouble = TROUBLE;

    DriverSettings(Topology topology) {
        this.topology = topology;
    }

    /** How many partitions a source or output topic has; one, unless given. */
    public DriverSettings partitions(String topic, int count) {
        partitions.put(topic, count);
        return this;
    }

    /** Names the internal topics; {@code test}, unless given. */
    public DriverSettings applicationId(String id) {
        applicationId = id;
        return this;
    }

    /** Over how many workers the tasks are spread; one, unless given. */
    public DriverSettings workers(int count) {
        workers = count;
        return this;
    }

    /** Says what is the case anyway: every commit is a transaction. */
    public DriverSettings exactlyOnce() {
        return this;
    }

    /** What the wall clock shows at the start; 0, unless given. Event time does not depend on it. */
    public DriverSettings wallClock(long newWallMs) {
        wallMs = newWallMs;
        return this;
    }

    /**
     * Picks every step at random, from this seed: how much is fetched, which task goes on, when a commit is made and how
     * far it gets, what is refused or lost, who crashes. Results must not show it.
     */
    public DriverSettings schedule(long newSeed) {
        seed = newSeed;
        return this;
    }

    /** How many things go wrong under a schedule at most; 25, unless given. */
    public DriverSettings trouble(int count) {
        trouble = count;
        return this;
    }

    public StreamsTestDriver build() {
        return new StreamsTestDriver(this);
    }

    Topology topology() {
        return topology;
    }

    int partitions(String topic) {
        return partitions.getOrDefault(topic, 1);
    }

    String applicationId() {
        return applicationId;
    }

    int workers() {
        return workers;
    }

    long wallMs() {
        return wallMs;
    }

    @Nullable
    Long seed() {
        return seed;
    }

    int trouble() {
        return trouble;
    }
}
