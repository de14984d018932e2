package dev.tidemark.verification.simulation.schedule;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Some threads of a simulated process that do what takes time: each piece of work happens at once, when the time that it takes is over. Confined to the
 * simulation's thread.
 */
public final class SimExecutor implements Executor {

    private final SimProcess process;
    private final int threads;
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
        if (busy == threads) {
            waiting.add(work);
        } else {
            begin(work);
        }
    }

    private void begin(Runnable work) {
        busy++;
        process.schedule(workNanos.getAsLong(), EventKind.DISK, () -> {
            process.guarded(work);
            busy--;
            Runnable next = waiting.poll();
            if (next != null) {
                begin(next);
            }
        });
    }
}
