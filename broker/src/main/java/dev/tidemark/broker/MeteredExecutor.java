package dev.tidemark.broker;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.metrics.Histogram;
import java.util.concurrent.Executor;

/** Times what an executor runs, on its threads; waiting for a thread is not in it. */
final class MeteredExecutor implements Executor {

    private final Executor executor;
    private final Clock clock;
    private final Histogram nanos;

    MeteredExecutor(Executor executor, Clock clock, Histogram nanos) {
        this.executor = executor;
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public void execute(Runnable work) {
        executor.execute(() -> {
            long startNanos = clock.monotonicNanos();
            try {
                work.run();
            } finally {
                nanos.record(clock.monotonicNanos() - startNanos);
            }
        });
    }
}
