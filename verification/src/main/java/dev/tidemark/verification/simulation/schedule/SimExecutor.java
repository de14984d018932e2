package dev.tidemark.verification.simulation.schedule;

import dev.tidemark.broker.SizedExecutor;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * Some threads of a simulated process that do what takes time: each piece of work happens at once, when the time that it takes is over. Confined to the
 * simulation's thread.
 */
public final class SimExecutor implements SizedExecutor {

    private final SimProcess process;
    private int threads;
    private final LongSupplier workNanos;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int busy;

    /** @param workNanos how long the next piece of work takes */
    public SimExecutor(SimProcess process, int threads, LongSupplier workNanos) {
        this.process = process;
        this.threads = threads;
        this.workNanos = workNanos;
    }

    @Override
    public void execute(Runnable work) {
        if (!process.alive()) {
            return;
        }
        if (busy >= threads) {
            waiting.add(work);
        } else {
            begin(work);
        }
    }

    @Override
    public void size(int tasks) {
        threads = tasks;
        goOn();
    }

    private void goOn() {
        while (busy < threads && !waiting.isEmpty()) {
            begin(waiting.remove());
        }
    }

    private void begin(Runnable work) {
        busy++;
        process.schedule(workNanos.getAsLong(), EventKind.DISK, () -> {
            process.guarded(work);
            busy--;
            goOn();
        });
    }
}
