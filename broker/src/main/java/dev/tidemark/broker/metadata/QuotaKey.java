package dev.tidemark.broker.metadata;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be limited, by Kafka's names. */
public enum QuotaKey {
    /** Bytes of records per second that clients may write. */
    PRODUCER_BYTE_RATE("producer_byte_rate", false, true, Long.MAX_VALUE),
    /** Bytes of records per second that clients may read. */
    CONSUMER_BYTE_RATE("consumer_byte_rate", false, true, Long.MAX_VALUE),
    /** Time of the broker's threads per second, in percent of one thread (KIP-124). */
    REQUEST_PERCENTAGE("request_percentage", false, false, Double.MAX_VALUE),
    /** Partitions per second that clients may create or delete (KIP-599). */
    CONTROLLER_MUTATION_RATE("controller_mutation_rate", false, false, Double.MAX_VALUE),
    /** Connections per second from one address (KIP-612). */
    CONNECTION_CREATION_RATE("connection_creation_rate", true, true, Integer.MAX_VALUE);

    private final String title;
    private final boolean ofAddress;
    private final boolean whole;
    private final double max;

    QuotaKey(String title, boolean ofAddress, boolean whole, double max) {
        this.title = title;
        this.ofAddress = ofAddress;
        this.whole = whole;
        this.max = max;
    }

    /** The key of a name, or null. */
    public static @Nullable QuotaKey of(String title) {
        for (QuotaKey key : values()) {
            if (key.title.equals(title)) {
                return key;
            }
        }
        return null;
    }

    /** The names of those that limit an IP address, or users and client ids. */
    public static List<String> names(boolean ofAddress) {
        return Arrays.stream(values()).filter(key -> key.ofAddress == ofAddress).map(QuotaKey::title).toList();
    }

    /** As it stands in requests. */
    public String title() {
        return title;
    }

    /** Whether it limits an IP address, not users and client ids. */
    public boolean ofAddress() {
        return ofAddress;
    }

    /** Whether its value has no fraction. */
    public boolean whole() {
        return whole;
    }

    /** Its greatest value. */
    public double max() {
        return max;
    }
}
