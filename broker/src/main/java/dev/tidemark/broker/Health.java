package dev.tidemark.broker;

import java.util.List;

/**
 * How a broker is. Immutable.
 *
 * @param waitingFor what is still being loaded: {@code groups}, {@code transactions}, {@code partitions}; empty if it serves everything
 * @param failure why it cannot go on, or empty
 */
public record Health(List<String> waitingFor, String failure) {

    public Health {
        waitingFor = List.copyOf(waitingFor);
    }

    /** Whether it serves everything. */
    public boolean ready() {
        return waitingFor.isEmpty() && live();
    }

    /** Whether it can go on. */
    public boolean live() {
        return failure.isEmpty();
    }
}
