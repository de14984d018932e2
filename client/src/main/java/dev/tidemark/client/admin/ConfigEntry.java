package dev.tidemark.client.admin;

import org.jspecify.annotations.Nullable;

/**
 * A setting as the broker applies it.
 *
 * @param value null if it is secret or not set
 * @param source who set it, as numbered by Kafka: 1 topic, 2 and 3 dynamic broker, 4 static broker, 5 default
 */
public record ConfigEntry(String name, @Nullable String value, byte source, boolean readOnly, boolean sensitive) {

    /** Whether somebody set it on the topic itself. */
    public boolean setOnTopic() {
        return source == 1;
    }
}
