package dev.tidemark.broker.request;

import dev.tidemark.core.loop.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Something that each loop has its own of: scratch objects, or state that belongs to the loop's connections. The map may be
 * asked from any loop; what it holds is confined to its loop.
 */
final class PerLoop<T> {

    private final Map<EventLoop, T> byLoop = new ConcurrentHashMap<>();
    private final Supplier<T> factory;

    PerLoop(Supplier<T> factory) {
        this.factory = factory;
    }

    /** This loop's own; called on it. */
    T of(EventLoop loop) {
        return byLoop.computeIfAbsent(loop, absent -> factory.get());
    }
}
