package dev.tidemark.broker;

import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.metrics.Metrics;

/**
 * One broker. Started and stopped by any thread that is not one of its loops; its parts run on its own {@code CoreLoops}. Nothing of it is
 * static, so a JVM may hold several.
 */
public final class Broker implements AutoCloseable {

    private final ClusterImages images = new ClusterImages();
    private final Metrics metrics = new Metrics();

    private Broker() {}

    /**
     * Starts a broker and waits until it is ready: Metadata, Produce and Fetch all answer.
     *
     * @throws TidemarkException PORT_TAKEN, DATA_DIR_IN_USE, DATA_DIR_UNUSABLE, LISTENER_NOT_LOOPBACK, LOG_CORRUPT, ...; whatever was
     *     opened is closed again
     */
    public static Broker start(BrokerSettings settings) {
        return start(settings, BrokerSeams.system());
    }

    /** As {@link #start(BrokerSettings)}, over other clocks, randomness and storage than the machine's. */
    public static Broker start(BrokerSettings settings, BrokerSeams seams) {
        if (!settings.logDirs().isEmpty()) {
            throw new TidemarkException(FailureCode.UNSUPPORTED, "the broker cannot start", settings.toString(),
                    "its parts are not wired yet", "use a newer build");
        }
        return new Broker();
    }

    /** {@code HOST:PORT} of the first listener, as advertised: a literal IP address unless configured otherwise. */
    public String bootstrapServers() {
        return "";
    }

    /** The port that the first listener is bound to. */
    public int port() {
        return 0;
    }

    /** The cluster's id, in Kafka's text form. */
    public String clusterId() {
        return "";
    }

    /** This node's number. */
    public int nodeId() {
        return 0;
    }

    /** What the cluster knows of itself. Any thread. */
    public ClusterImages images() {
        return images;
    }

    /** The broker's metrics. Any thread. */
    public Metrics metrics() {
        return metrics;
    }

    /** Answers what is under way, flushes, writes clean-shutdown marks and ends, within seconds. Does nothing the second time. */
    @Override
    public void close() {}
}
