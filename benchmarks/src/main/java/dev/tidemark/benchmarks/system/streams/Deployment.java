package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.run.Side;
import java.util.Locale;

/** Whose application runs on whose broker, and in how many processes. */
public enum Deployment {
    /** Our application over TCP to our broker. */
    TIDEMARK(true, Side.TIDEMARK),
    /** Kafka Streams over TCP to Apache Kafka. */
    KAFKA(false, Side.KAFKA),
    /** Our application and our broker in one process, without a socket between them. */
    IN_PROCESS(true, Side.TIDEMARK),
    /** Our application over TCP to Apache Kafka. */
    ON_KAFKA(true, Side.KAFKA);

    private final boolean ourApp;
    private final Side broker;

    Deployment(boolean ourApp, Side broker) {
        this.ourApp = ourApp;
        this.broker = broker;
    }

    /** Whether the application is ours: its changelogs have our layouts. */
    boolean ourApp() {
        return ourApp;
    }

    Side broker() {
        return broker;
    }

    /** As on the command line. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * By its label.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Deployment of(String label) {
        for (Deployment deployment : values()) {
            if (deployment.label().equals(label)) {
                return deployment;
            }
        }
        throw new IllegalArgumentException("no deployment is called " + label + "; there are tidemark, kafka,"
                + " in-process, on-kafka");
    }
}
