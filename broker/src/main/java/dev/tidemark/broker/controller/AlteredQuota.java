package dev.tidemark.broker.controller;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes to the quotas of one entity, as asked for: all of them or none. */
public record AlteredQuota(List<EntityPart> entity, List<Op> ops) {

    /**
     * A part of an entity.
     *
     * @param type {@code user}, {@code client-id} or {@code ip}, if the client knows its trade
     * @param name null for the default
     */
    public record EntityPart(String type, @Nullable String name) {}

    /**
     * A quota set or taken back.
     *
     * @param value null if it is taken back
     */
    public record Op(String key, @Nullable Double value) {}

    public AlteredQuota {
        entity = List.copyOf(entity);
        ops = List.copyOf(ops);
    }
}
