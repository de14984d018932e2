package dev.tidemark.broker.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One broker, as it last started. */
public record BrokerImage(int nodeId, long brokerEpoch, List<Endpoint> endpoints, @Nullable String rack) {

    public BrokerImage {
        endpoints = List.copyOf(endpoints);
    }

    /** Where clients of a listener reach it; null if it has no such listener. */
    public @Nullable Endpoint endpoint(String listener) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.listener().equals(listener)) {
                return endpoint;
            }
        }
        return null;
    }
}
