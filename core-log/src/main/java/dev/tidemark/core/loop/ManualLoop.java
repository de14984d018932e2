package dev.tidemark.core.loop;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * A loop that runs when it is told to, on the caller's thread and a {@link ManualClock}; the deterministic twin of a
 * loop thread. Confined to one thread. Tasks of the same time run in the order in which they were scheduled.
 */
public final class ManualLoop implements EventLoop {

    private record Timer(long atNanos, long sequence, Runnable task) {}

    private final ManualClock clock;
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(
            Comparator.comparingLong(Timer::atNanos).thenComparingLong(Timer::sequence));
    private long nextSequence;
    private boolean running;

    /** A loop over this clock, which {@link #advanceMs} moves. */
    public ManualLoop(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public Scheduled schedule(long delayMs, Runnable task) {
        Timer timer = new Timer(clock.monotonicNanos() + Math.max(0, delayMs) * 1_000_000L, nextSequence++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    /** True while a task of this loop runs. */
    @Override
    public boolean inLoop() {
        return running;
    }

    /** Runs one task that is ready or due; false if there is none. */
    public boolean runOne() {
        Runnable task = ready.poll();
        if (task == null) {
            Timer next = timers.peek();
            if (next == null || next.atNanos() > clock.monotonicNanos()) {
                return false;
            }
            task = timers.remove().task();
        }
        boolean outer = running;
        running = true;
        try {
            task.run();
        } finally {
            running = outer;
        }
        return true;
    }

    /** Runs all that is ready or due at the clock's present time, and what that makes ready; returns how many ran. */
    public int runReady() {
        int ran = 0;
        while (runOne()) {
            ran++;
        }
        return ran;
    }

    /** Moves the clock forward timer by timer up to {@code ms} from now, running what becomes due on the way. */
    public void advanceMs(long ms) {
        long endNanos = clock.monotonicNanos() + Math.multiplyExact(ms, 1_000_000L);
        runReady();
        for (Timer next = timers.peek(); next != null && next.atNanos() <= endNanos; next = timers.peek()) {
            clock.advanceNanos(Math.max(0, next.atNanos() - clock.monotonicNanos()));
            runReady();
        }
        clock.advanceNanos(endNanos - clock.monotonicNanos());
    }

    /** Whether nothing is ready; timers may still wait. */
    public boolean isIdle() {
        return ready.isEmpty();
    }
}
