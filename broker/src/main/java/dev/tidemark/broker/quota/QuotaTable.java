package dev.tidemark.broker.quota;

import dev.tidemark.broker.metadata.QuotaEntity;
import dev.tidemark.broker.metadata.QuotaEntity.Part;
import dev.tidemark.broker.metadata.QuotaKey;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The quotas of an image, by what they limit. Immutable; any thread. */
final class QuotaTable {

    /**
     * The quota of a client.
     *
     * @param user whose use counts for it; null if the use of every user does
     * @param clientId the same
     */
    record Limit(double perSecond, @Nullable String user, @Nullable String clientId) {}

    private final Map<QuotaKey, Map<QuotaEntity, Double>> byKey = new EnumMap<>(QuotaKey.class);

    QuotaTable(Map<QuotaEntity, Map<String, Double>> quotas) {
        quotas.forEach((entity, values) -> values.forEach((name, value) -> {
            QuotaKey key = QuotaKey.of(name);
            if (key != null) {
                byKey.computeIfAbsent(key, unused -> new HashMap<>()).put(entity, value);
            }
        }));
    }

    boolean isEmpty() {
        return byKey.isEmpty();
    }

    /**
     * The quota of a user's client, the most specific of Kafka's eight; null if there is none. Of a default, each user or client id has a share
     * of its own.
     */
    @Nullable
    Limit find(QuotaKey key, String user, String clientId) {
        Map<QuotaEntity, Double> limits = byKey.get(key);
        if (limits == null) {
            return null;
        }
        Part thisUser = new Part(user);
        Part thisClient = new Part(clientId);
        for (Part ofUser : new Part[]{thisUser, Part.DEFAULT}) {
            for (Part ofClient : new Part[]{thisClient, Part.DEFAULT}) {
                Double limit = limits.get(new QuotaEntity(ofUser, ofClient, null));
                if (limit != null) {
                    return new Limit(limit, user, clientId);
                }
            }
            Double limit = limits.get(new QuotaEntity(ofUser, null, null));
            if (limit != null) {
                return new Limit(limit, user, null);
            }
        }
        Double limit = limits.get(new QuotaEntity(null, thisClient, null));
        if (limit == null) {
            limit = limits.get(new QuotaEntity(null, Part.DEFAULT, null));
        }
        return limit == null ? null : new Limit(limit, null, clientId);
    }

    /** The quota of connections from an address, per second; null if there is none. */
    @Nullable
    Double ofAddress(String ip) {
        Map<QuotaEntity, Double> limits = byKey.get(QuotaKey.CONNECTION_CREATION_RATE);
        if (limits == null) {
            return null;
        }
        Double limit = limits.get(new QuotaEntity(null, null, new Part(ip)));
        return limit != null ? limit : limits.get(new QuotaEntity(null, null, Part.DEFAULT));
    }
}
