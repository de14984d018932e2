package dev.tidemark.broker.net;

import dev.tidemark.core.loop.EventLoop;
import java.util.ArrayDeque;

/**
 * Looks again, after a time, at the connections of one loop that have begun a request. Confined to that loop.
 *
 * <p>Connections that stall together come due together, and may be thousands. They are looked at, and closed, a few at a time with other work of the loop
 * between, so that those who behave do not wait for the end of those who do not; and they share a timer.
 */
final class StallWatch {

    private static final int LOOKS_AT_A_TIME = 4;
    private static final long BETWEEN_MS = 1;
    /** Those that begin within this part of the time share a timer, so that a look may come so much later. */
    private static final int GATHER_PART = 16;

    private final EventLoop loop;
    private final long afterMs;
    private ArrayDeque<Watched> fresh = new ArrayDeque<>();

    /** @param afterMs when to look */
    StallWatch(EventLoop loop, long afterMs) {
        this.loop = loop;
        this.afterMs = afterMs;
    }

    /** One that is to be looked at. */
    static final class Watched {

        private Runnable look;

        private Watched(Runnable look) {
            this.look = look;
        }

        /** There is nothing to look at any more, and nothing of it is kept. */
        void cancel() {
            look = () -> {};
        }
    }

    /** @param look run once, on the loop, after the time or a little more */
    Watched watch(Runnable look) {
        Watched watched = new Watched(look);
        if (fresh.isEmpty()) {
            loop.schedule(afterMs / GATHER_PART, this::seal);
        }
        fresh.add(watched);
        return watched;
    }

    private void seal() {
        ArrayDeque<Watched> together = fresh;
        fresh = new ArrayDeque<>();
        loop.schedule(afterMs, () -> lookAt(together));
    }

    private void lookAt(ArrayDeque<Watched> together) {
        for (int i = 0; i < LOOKS_AT_A_TIME; i++) {
            Watched next = together.poll();
            if (next == null) {
                return;
            }
            next.look.run();
        }
        loop.schedule(BETWEEN_MS, () -> lookAt(together));
    }
}
