package dev.tidemark.broker.net;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a broker has at a time, over all its listeners: {@code max.connections}, {@code max.connections.per.ip} and its overrides.
 * Any thread. A connection above a bound is closed at once, with a line in the log; those that are open are served on.
 */
public final class ConnectionLimits {

    private final int max;
    private final int perAddress;
    private final Map<String, Integer> overrides;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();

    /**
     * @param max of all addresses together
     * @param perAddress of one address
     * @param overrides by address, instead of {@code perAddress}
     */
    public ConnectionLimits(int max, int perAddress, Map<String, Integer> overrides) {
        this.max = max;
        this.perAddress = perAddress;
        this.overrides = Map.copyOf(overrides);
    }

    /** Any number, as is Kafka's default. */
    public static ConnectionLimits none() {
        return new ConnectionLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Map.of());
    }

    /**
     * A connection came; {@link #closed} is owed if it may stay.
     *
     * @return why it may not stay, or null
     */
    @Nullable
    String opened(String address) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            return "the broker has max.connections=" + max + " already";
        }
        int most = overrides.getOrDefault(address, perAddress);
        if (byAddress.merge(address, 1, Integer::sum) > most) {
            closed(address);
            return "its address has max.connections.per.ip=" + most + " already";
        }
        return null;
    }

    /** A connection that stayed is gone. */
    void closed(String address) {
        open.decrementAndGet();
        byAddress.computeIfPresent(address, (known, count) -> count == 1 ? null : count - 1);
    }
}
