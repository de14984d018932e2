package dev.tidemark.broker;

import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.client.net.Transport;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.metrics.Metrics;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One broker. Started and stopped by any thread that is not one of its loops; its parts run on its own {@code CoreLoops}. Nothing of it is
 * static, so a JVM may hold several.
 */
public final class Broker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private final ThreadedHost host;
    private final CompletableFuture<Throwable> failure;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Broker(ThreadedHost host, CompletableFuture<Throwable> failure) {
        this.host = host;
        this.failure = failure;
    }

    /**
     * Starts a broker and waits until it is ready: Metadata, Produce and Fetch all answer.
     *
     * @throws TidemarkException PORT_TAKEN, DATA_DIR_IN_USE, DATA_DIR_UNUSABLE, LISTENER_NOT_LOOPBACK, LOG_CORRUPT, UNSUPPORTED, ...; whatever
     *     was opened is closed again
     */
    public static Broker start(BrokerSettings settings) {
        return start(settings, BrokerSeams.system());
    }

    /** As {@link #start(BrokerSettings)}, over other clocks, randomness and storage than the machine's. */
    public static Broker start(BrokerSettings settings, BrokerSeams seams) {
        return start(settings, seams, new Metrics());
    }

    /** As before, counting into metrics that somebody may read while the broker starts. */
    public static Broker start(BrokerSettings settings, BrokerSeams seams, Metrics metrics) {
        settings.config().warnings().forEach(LOG::warn);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        ThreadedHost host = new ThreadedHost(settings, seams, metrics, failure::complete);
        try {
            host.start();
        } catch (RuntimeException | Error failed) {
            host.stop();
            throw failed;
        }
        return new Broker(host, failure);
    }

    /** {@code HOST:PORT} of the first listener, as advertised: a literal IP address unless configured otherwise. */
    public String bootstrapServers() {
        var endpoint = host.firstEndpoint();
        String host = endpoint.host().indexOf(':') >= 0 ? "[" + endpoint.host() + "]" : endpoint.host();
        return host + ":" + endpoint.port();
    }

    /** The port that the first listener is bound to. */
    public int port() {
        return host.firstServer().bound().getPort();
    }

    /** The cluster's id, in Kafka's text form. */
    public String clusterId() {
        return host.parts().clusterId();
    }

    /** This node's number. */
    public int nodeId() {
        return host.parts().nodeId();
    }

    /** What the cluster knows of itself. Any thread. */
    public ClusterImages images() {
        return host.images();
    }

    /** The broker's metrics. Any thread. */
    public Metrics metrics() {
        return host.parts().metrics();
    }

    /**
     * Counts what only the loops can count (groups, transactions), so that {@link #metrics} tell it, and says how the broker is. Any thread; completes on the
     * control loop.
     */
    public CompletionStage<Health> health() {
        if (failure.isDone() || closed.get()) {
            String why = failure.isDone() ? String.valueOf(failure.join()) : "it is stopping";
            return CompletableFuture.completedFuture(new Health(List.of(), why));
        }
        return host.parts().measures().refresh().thenApply(waitingFor -> new Health(waitingFor, ""));
    }

    /** What this broker serves, by API. */
    public HandlerTable handlers() {
        return host.firstHandlers();
    }

    /** A way in for clients of this JVM: the same handlers, no socket. The caller closes it. */
    public Transport localTransport() {
        return host.localTransport();
    }

    /**
     * Completes, on any thread, with what broke if the broker cannot go on: an invariant failed, or every data folder's disk did. It has not
     * stopped by itself; whoever started it closes it.
     */
    public CompletionStage<Throwable> failure() {
        return failure;
    }

    /** Answers what is under way, flushes, writes clean-shutdown marks and ends, within seconds. Does nothing the second time. */
    @Override
    public void close() {
        Invariants.check(!host.onOwnLoop(), "a broker is not closed by one of its loops");
        if (closed.compareAndSet(false, true)) {
            host.stop();
        }
    }
}
