package dev.tidemark.state;

import java.nio.ByteBuffer;

/** Takes timers that are due. May schedule and cancel timers of the store that it is called by. */
@FunctionalInterface
public interface TimerVisitor {

    /** @param key position to limit; valid during the call */
    void timer(String timer, ByteBuffer key, long timeMs);
}
