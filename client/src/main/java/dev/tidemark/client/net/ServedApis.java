package dev.tidemark.client.net;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import java.util.HashMap;
import java.util.Map;

/** What a broker serves, as its ApiVersions answer says. Immutable. */
public final class ServedApis {

    private record Range(short min, short max) {}

    /** Finalized feature that gates the second transaction protocol (KIP-890) from level 2 on. */
    private static final String TRANSACTION_VERSION = "transaction.version";

    private final Map<Short, Range> ranges = new HashMap<>();
    private final short transactionVersion;

    ServedApis(ApiVersionsResponse response) {
        for (ApiVersionsResponse.ApiVersion api : response.apiKeys()) {
            ranges.put(api.apiKey(), new Range(api.minVersion(), api.maxVersion()));
        }
        short level = 0;
        for (ApiVersionsResponse.FinalizedFeatureKey feature : response.finalizedFeatures()) {
            if (feature.name().equals(TRANSACTION_VERSION)) {
                level = feature.maxVersionLevel();
            }
        }
        transactionVersion = level;
    }

    /** The highest version that both sides speak; -1 if there is none. */
    short highest(ApiKey key, int minVersion, int maxVersion) {
        Range served = ranges.get(key.id());
        if (served == null) {
            return -1;
        }
        int version = Math.min(served.max, maxVersion);
        return version >= served.min && version >= minVersion ? (short) version : -1;
    }

    /** The level of {@code transaction.version} that the cluster finalised; 0 if it names none. */
    public short transactionVersion() {
        return transactionVersion;
    }

    /** The served range of an API, for messages. */
    String describe(ApiKey key) {
        Range served = ranges.get(key.id());
        return served == null ? "does not serve " + key : "serves " + key + " " + served.min + " to " + served.max;
    }
}
