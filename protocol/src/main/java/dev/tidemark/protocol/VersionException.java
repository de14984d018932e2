package dev.tidemark.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The places where the versions that ApiVersions advertises are not those that are served, each with its reason. Everywhere
 * else advertised, served and Apache Kafka 4.4's stable versions are one and the same range.
 */
public enum VersionException {
    PRODUCE_OF_OLD_LIBRDKAFKA(ApiKey.PRODUCE, new VersionRange((short) 0, (short) 13),
            new VersionRange((short) 3, (short) 13),
            "librdkafka before 2.x concludes from a missing Produce 0 that the broker is older than 0.9 and switches "
                    + "features off; Kafka 4 advertises 0 to 2 for its sake (KAFKA-18659) and refuses them on use, as here");

    private final ApiKey key;
    private final VersionRange advertised;
    private final VersionRange served;
    private final String reason;

    VersionException(ApiKey key, VersionRange advertised, VersionRange served, String reason) {
        this.key = key;
        this.advertised = advertised;
        this.served = served;
        this.reason = reason;
    }

    /** The exception of an API, or null if there is none. */
    public static @Nullable VersionException of(ApiKey key) {
        for (VersionException exception : values()) {
            if (exception.key == key) {
                return exception;
            }
        }
        return null;
    }

    /** What ApiVersions says of an API that is served at {@code served}. */
    public static VersionRange advertised(ApiKey key, VersionRange served) {
        VersionException exception = of(key);
        return exception == null ? served : exception.advertised;
    }

    public ApiKey key() {
        return key;
    }

    public VersionRange advertised() {
        return advertised;
    }

    public VersionRange served() {
        return served;
    }

    public String reason() {
        return reason;
    }
}
