package dev.tidemark.verification.simulation.schedule;

import dev.tidemark.core.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A loop of a simulated process. Runs one task a turn, in the order in which they were handed in; turns come after a short time drawn from the seed, now
 * and then after a longer one, so that the loops of a world meet in ever other ways. Confined to the simulation's thread.
 */
public final class SimLoop implements EventLoop {

    private static final int TURN_NANOS_MAX = 20_000;
    private static final int LATE_TURN_NANOS_MAX = 2_000_000;
    private static final int LATE_TURN_ONE_IN = 256;

    private record Timer(long atNanos, long sequence, Runnable task) {}

    private final SimProcess process;
    private final SplittableRandom random;
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(
            Comparator.comparingLong(Timer::atNanos).thenComparingLong(Timer::sequence));
    private final Runnable turn = this::turn;
    private SimScheduler.@Nullable Event wakeUp;
    private long timerSequence;
    private boolean running;

    public SimLoop(SimProcess process, SplittableRandom random) {
        this.process = process;
        this.random = random;
    }

    /** The process it belongs to. */
    public SimProcess process() {
        return process;
    }

    @Override
    public void execute(Runnable task) {
        if (!process.alive()) {
            return;
        }
        ready.add(task);
        if (ready.size() == 1 && !running) {
            wakeAfter(turnNanos());
        }
    }

    @Override
    public Scheduled schedule(long delayMs, Runnable task) {
        return scheduleNanos(Math.max(0, delayMs) * 1_000_000L, task);
    }

    /** As {@link #schedule}, finer. */
    public Scheduled scheduleNanos(long delayNanos, Runnable task) {
        Timer timer = new Timer(process.clock().monotonicNanos() + Math.max(0, delayNanos), timerSequence++, task);
        if (process.alive()) {
            timers.add(timer);
            if (ready.isEmpty() && !running) {
                sleep();
            }
        }
        return () -> timers.remove(timer);
    }

    @Override
    public boolean inLoop() {
        return running;
    }

    private void turn() {
        wakeUp = null;
        long now = process.clock().monotonicNanos();
        for (Timer due = timers.peek(); due != null && due.atNanos <= now; due = timers.peek()) {
            ready.add(timers.remove().task);
        }
        Runnable task = ready.poll();
        if (task != null) {
            running = true;
            try {
                process.guarded(task);
            } finally {
                running = false;
            }
        }
        if (!process.alive()) {
            ready.clear();
            timers.clear();
        } else if (!ready.isEmpty()) {
            wakeAfter(turnNanos());
        } else {
            sleep();
        }
    }

    private long turnNanos() {
        return 1L + random.nextInt(random.nextInt(LATE_TURN_ONE_IN) == 0 ? LATE_TURN_NANOS_MAX : TURN_NANOS_MAX);
    }

    /** Until the next timer, if there is one. */
    private void sleep() {
        Timer next = timers.peek();
        if (next != null) {
            // what rounding leaves is waited for in a turn more
            wakeAfter(Math.max(1, process.clock().worldNanos(next.atNanos - process.clock().monotonicNanos())));
        }
    }

    private void wakeAfter(long nanos) {
        SimScheduler.Event before = wakeUp;
        if (before != null) {
            if (before.atNanos() <= process.scheduler().nowNanos() + nanos) {
                return;
            }
            before.cancel();
        }
        wakeUp = process.schedule(nanos, EventKind.TURN, turn);
    }
}
