package dev.tidemark.core.config;

/** What a key configures. */
public enum ConfigScope {
    /** A broker process: {@code server.properties}. */
    BROKER,
    /** One topic, over the broker's defaults. */
    TOPIC,
    /** One consumer group, over the broker's defaults (KIP-848). */
    GROUP,
    /** A stream application. */
    APP,
    /** A producer, consumer or admin client. */
    CLIENT;

    /** Lower case, for messages and tables. */
    public String word() {
        return switch (this) {
            case BROKER -> "broker";
            case TOPIC -> "topic";
            case GROUP -> "group";
            case APP -> "app";
            case CLIENT -> "client";
        };
    }
}
