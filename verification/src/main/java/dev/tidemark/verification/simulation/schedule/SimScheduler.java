package dev.tidemark.verification.simulation.schedule;

import dev.tidemark.core.failure.Invariants;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * The one queue of events of a simulated world; confined to the thread that steps it.
 *
 * <p>Events run in the order of their virtual time. Where two have the same time, a number drawn from the seed decides: order by sequence would
 * explore one interleaving of all that are possible. What has to keep an order (tasks of a loop, bytes of a connection) keeps it in a queue of its
 * own and has one event here at a time.
 */
public final class SimScheduler {

    private static final int TRACE_LINES = 400;

    /** Something that will happen unless it is cancelled. */
    public static final class Event {

        private final long atNanos;
        private final int tie;
        private final long sequence;
        private final int process;
        private final EventKind kind;
        private final int size;
        private final Runnable what;
        private boolean cancelled;

        private Event(long atNanos, int tie, long sequence, int process, EventKind kind, int size, Runnable what) {
            this.atNanos = atNanos;
            this.tie = tie;
            this.sequence = sequence;
            this.process = process;
            this.kind = kind;
            this.size = size;
            this.what = what;
        }

        /** It will not happen; does nothing if it did. */
        public void cancel() {
            cancelled = true;
        }

        /** When it happens. */
        public long atNanos() {
            return atNanos;
        }
    }

    private final PriorityQueue<Event> queue = new PriorityQueue<>(
            Comparator.comparingLong((Event event) -> event.atNanos)
                    .thenComparingInt(event -> event.tie)
                    .thenComparingLong(event -> event.sequence));
    private final Seed seed;
    private final SplittableRandom ties;
    private final EventHash hash = new EventHash();
    private final Trace trace = new Trace(TRACE_LINES);
    private long nowNanos;
    private long sequence;
    private long happened;

    public SimScheduler(Seed seed) {
        this.seed = seed;
        this.ties = seed.stream("ties");
    }

    /** What decides this run. */
    public Seed seed() {
        return seed;
    }

    /** Virtual time since the world began. */
    public long nowNanos() {
        return nowNanos;
    }

    /** How many events there were. */
    public long happened() {
        return happened;
    }

    /** What happened so far, in one number. */
    public long hash() {
        return hash.value();
    }

    /** What happened last. */
    public Trace trace() {
        return trace;
    }

    /** A line of the story, beside the events. */
    public void note(String line) {
        trace.add(nowNanos, line);
    }

    /**
     * Has something happen later.
     *
     * @param process whose number it carries, for the hash; 0 for the world itself
     * @param size how much of it there is, for the hash: bytes, or 0
     */
    public Event schedule(long delayNanos, int process, EventKind kind, int size, Runnable what) {
        Invariants.check(delayNanos >= 0, "time does not go back");
        Event event = new Event(nowNanos + delayNanos, ties.nextInt(), sequence++, process, kind, size, what);
        queue.add(event);
        return event;
    }

    /** Lets the next event happen; false if there is none before {@code untilNanos}. */
    public boolean step(long untilNanos) {
        while (true) {
            Event next = queue.peek();
            if (next == null || next.atNanos > untilNanos) {
                return false;
            }
            queue.remove();
            if (next.cancelled) {
                continue;
            }
            nowNanos = next.atNanos;
            happened++;
            hash.add(nowNanos, next.process, next.kind, next.size);
            next.what.run();
            return true;
        }
    }

    /** Lets so much time pass. */
    public void runFor(long nanos) {
        long until = nowNanos + nanos;
        while (step(until)) {
            // all that happens until then
        }
        nowNanos = until;
    }

    /** Lets time pass until something holds, at most so much; whether it holds. */
    public boolean runUntil(BooleanSupplier holds, long atMostNanos) {
        long until = nowNanos + atMostNanos;
        while (!holds.getAsBoolean()) {
            if (!step(until)) {
                nowNanos = until;
                return holds.getAsBoolean();
            }
        }
        return true;
    }
}
