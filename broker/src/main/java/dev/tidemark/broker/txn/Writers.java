package dev.tidemark.broker.txn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who spoke last for each transactional id, as far as this process heard. On the coordinator's loop. Kept in memory alone, and of the
 * latest ids only: it explains a transaction to people, and nothing depends on it.
 */
final class Writers {

    private static final int REMEMBERED_MAX = 10_000;

    private final Map<String, Writer> byId = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Writer> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    void heard(String transactionalId, Writer writer) {
        byId.put(transactionalId, writer);
    }

    @Nullable
    Writer of(String transactionalId) {
        return byId.get(transactionalId);
    }
}
