package dev.tidemark.broker.metadata;

import org.jspecify.annotations.Nullable;

/**
 * Whom a quota is for: a user, the clients of an id, both together, or an IP address. At least one part is there.
 *
 * @param user null if any user is meant
 * @param clientId null if any client id is meant
 * @param ip null unless the quota is for connections from an address; then it is the only part
 */
public record QuotaEntity(@Nullable Part user, @Nullable Part clientId, @Nullable Part ip) {

    /**
     * One part.
     *
     * @param name null for those that have no quota of their own
     */
    public record Part(@Nullable String name) {

        /** Those that have no quota of their own. */
        public static final Part DEFAULT = new Part(null);
    }
}
