package dev.tidemark.cli.process;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.Health;
import dev.tidemark.core.metrics.Metrics;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What the console port can say: "starting", and how far the start is, until it is given a broker, then how that is and what it counts. Given by the starting thread, asked by the
 * console's.
 */
public final class Console {

    private static final long PATIENCE_MS = 2_000;

    private final Metrics starting = new Metrics();
    private volatile @Nullable Broker broker;
    private volatile boolean ready;

    /** What the start counts into: told from now on, until a broker is there. */
    public Metrics starting() {
        return starting;
    }

    /** The broker is there; what else the process wants to do before it is ready follows. */
    public void started(Broker startedBroker) {
        broker = startedBroker;
    }

    /** The process does what it is for. */
    public void ready() {
        ready = true;
    }

    /** Whether the broker has started, ever. */
    boolean hasStarted() {
        return broker != null;
    }

    /** Never fails: a broker whose loop gives no answer in time is neither live nor ready, and that is the answer. */
    Health health() {
        Broker asked = broker;
        if (asked == null) {
            return new Health(List.of("broker"), "");
        }
        Health health = ask(asked);
        return ready || !health.ready() ? health : new Health(List.of("process"), "");
    }

    private static Health ask(Broker broker) {
        try {
            return broker.health().toCompletableFuture().get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return new Health(List.of(), "the control loop gives no answer within " + PATIENCE_MS + " ms");
        } catch (ExecutionException failed) {
            return new Health(List.of(), String.valueOf(failed.getCause()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Health(List.of(), "the console is stopping");
        }
    }

    /** The numbers of now, in Prometheus' text format. */
    String metrics() {
        Broker asked = broker;
        if (asked == null) {
            return PrometheusText.of(starting);
        }
        ask(asked); // has groups and transactions counted; what is known without is told in any case
        return PrometheusText.of(asked.metrics());
    }
}
