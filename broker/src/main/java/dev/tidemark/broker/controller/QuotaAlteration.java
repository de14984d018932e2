package dev.tidemark.broker.controller;

import dev.tidemark.broker.controller.AlteredQuota.EntityPart;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.MetadataRecord.QuotaChanged;
import dev.tidemark.broker.metadata.QuotaEntity;
import dev.tidemark.broker.metadata.QuotaEntity.Part;
import dev.tidemark.broker.metadata.QuotaKey;
import dev.tidemark.protocol.ErrorCode;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides changes of quotas (KIP-546). A pure function of image and command. */
final class QuotaAlteration {

    private QuotaAlteration() {}

    static Decision<AlterOutcome> decide(ClusterImage image, AlteredQuota altered) {
        Map<String, Part> parts = new HashMap<>();
        for (EntityPart part : altered.entity()) {
            String problem = problem(part, parts);
            if (problem != null) {
                return refused(problem);
            }
        }
        Part address = parts.get("ip");
        if (parts.isEmpty() || (address != null && parts.size() > 1)) {
            return refused(parts.isEmpty() ? "an entity has a user, a client id or both, or an IP address"
                    : "an IP address is an entity by itself, without user and client id");
        }
        QuotaEntity entity = new QuotaEntity(parts.get("user"), parts.get("client-id"), address);
        Map<String, Double> before = image.quotas().getOrDefault(entity, Map.of());
        Map<String, @Nullable Double> values = new HashMap<>();
        for (AlteredQuota.Op op : altered.ops()) {
            Double value = op.value();
            String problem = values.containsKey(op.key()) ? "the request names '" + op.key() + "' more than once"
                    : value == null ? null : problem(op.key(), value, address != null);
            if (problem != null) {
                return refused(problem);
            }
            values.put(op.key(), value);
        }
        values.entrySet()
                .removeIf(change -> change.getValue() == null ? !before.containsKey(change.getKey())
                        : change.getValue().equals(before.get(change.getKey())));
        return new Decision<>(values.isEmpty() ? List.of() : List.of(new QuotaChanged(entity, values)),
                AlterOutcome.DONE);
    }

    /** Takes a part in, or says what is wrong with it. */
    private static @Nullable String problem(EntityPart part, Map<String, Part> parts) {
        String name = part.name();
        if (!List.of("user", "client-id", "ip").contains(part.type())) {
            return "an entity has no '" + part.type() + "'; user, client-id and ip are known";
        }
        if (name != null && name.isEmpty()) {
            return "the name of a " + part.type() + " is empty; the default has none at all";
        }
        if (name != null && part.type().equals("ip")) {
            try {
                name = InetAddress.ofLiteral(name).getHostAddress();
            } catch (IllegalArgumentException notAnAddress) {
                return "'" + name + "' is no IP address; host names are not looked up";
            }
        }
        return parts.putIfAbsent(part.type(), new Part(name)) == null ? null
                : "the entity has more than one " + part.type();
    }

    private static @Nullable String problem(String name, double value, boolean ofAddress) {
        QuotaKey key = QuotaKey.of(name);
        if (key == null || key.ofAddress() != ofAddress) {
            return "'" + name + "' is no quota of " + (ofAddress ? "an IP address" : "a user or client id")
                    + "; known: " + QuotaKey.names(ofAddress);
        }
        if (!(value > 0)) {
            return "'" + name + "' is " + value + "; a quota is greater than 0";
        }
        if (key.whole() && (value != Math.rint(value) || value > key.max())) {
            return "'" + name + "' is " + value + "; a whole number of at most " + (long) key.max() + " is needed";
        }
        return null;
    }

    private static Decision<AlterOutcome> refused(String problem) {
        return new Decision<>(List.of(), new AlterOutcome(ErrorCode.INVALID_REQUEST, problem));
    }
}
