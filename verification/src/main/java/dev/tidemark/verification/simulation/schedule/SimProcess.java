package dev.tidemark.verification.simulation.schedule;

import java.util.function.Consumer;

/**
 * A process of the simulated world: what dies, stops and goes on as one. Confined to the simulation's thread.
 *
 * <p>Nothing of a dead process happens any more. Nothing of a paused one happens until it goes on, while its clock does.
 */
public final class SimProcess {

    /** The time of death of one that lives. */
    public static final long ALIVE = -1;

    private final SimScheduler scheduler;
    private final int number;
    private final String name;
    private final SimClock clock;
    private final Consumer<Throwable> onFailure;
    private boolean alive = true;
    private long diedNanos = ALIVE;
    private long pausedUntilNanos;

    /**
     * @param number tells processes apart in the hash
     * @param onFailure told of what a task of it threw
     */
    public SimProcess(SimScheduler scheduler, int number, String name, SimClock clock, Consumer<Throwable> onFailure) {
        this.scheduler = scheduler;
        this.number = number;
        this.name = name;
        this.clock = clock;
        this.onFailure = onFailure;
    }

    public SimScheduler scheduler() {
        return scheduler;
    }

    public SimClock clock() {
        return clock;
    }

    public String name() {
        return name;
    }

    public boolean alive() {
        return alive;
    }

    /** Its tasks and timers are gone. What is running right now goes on to its end and reaches nobody. */
    public void kill() {
        if (alive) {
            alive = false;
            diedNanos = scheduler.nowNanos();
        }
    }

    /** When it was killed, in virtual time; {@link #ALIVE} if it was not. */
    public long diedNanos() {
        return diedNanos;
    }

    /** As SIGSTOP for so long, then SIGCONT. */
    public void pause(long nanos) {
        pausedUntilNanos = Math.max(pausedUntilNanos, scheduler.nowNanos() + nanos);
    }

    /** Whether it is stopped now. */
    public boolean paused() {
        return pausedUntilNanos > scheduler.nowNanos();
    }

    /** Has something of this process happen, at the earliest when it goes on. */
    SimScheduler.Event schedule(long delayNanos, EventKind kind, Runnable task) {
        return scheduler.schedule(delayNanos, number, kind, 0, () -> happen(kind, task));
    }

    private void happen(EventKind kind, Runnable task) {
        if (!alive) {
            return;
        }
        if (paused()) {
            scheduler.schedule(pausedUntilNanos - scheduler.nowNanos(), number, kind, 0, () -> happen(kind, task));
            return;
        }
        task.run();
    }

    /** Runs a task whose failure is the process's. */
    void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            if (alive) {
                scheduler.note(name + " failed: " + failure);
                onFailure.accept(failure);
            }
        }
    }

    int number() {
        return number;
    }

    @Override
    public String toString() {
        return name;
    }
}
