package dev.tidemark.state;

/** Takes timers that are due, by typed keys. May schedule and cancel timers of the store that it is called by. */
@FunctionalInterface
public interface KeyTimerVisitor<K> {

    void timer(String timer, K key, long timeMs);
}
