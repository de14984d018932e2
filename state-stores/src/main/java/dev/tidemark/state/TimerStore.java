package dev.tidemark.state;

import java.util.OptionalLong;

/**
 * Times at which something is to happen, by name and typed key. Run by the task's worker. {@link #bytes} is the same store by the
 * keys' bytes.
 *
 * @param <K> keys
 */
public interface TimerStore<K> {

    String name();

    /** As {@link Timers#schedule}. */
    void schedule(String timer, K key, long timeMs);

    /** As {@link Timers#cancel}. */
    void cancel(String timer, K key);

    /** As {@link Timers#scheduledAt}. */
    OptionalLong scheduledAt(String timer, K key);

    /** As {@link Timers#takeDue}. */
    int takeDue(long frontierMs, int limit, KeyTimerVisitor<K> visitor);

    /** The same store by the keys' bytes. */
    Timers bytes();
}
