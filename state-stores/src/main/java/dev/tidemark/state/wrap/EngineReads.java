package dev.tidemark.state.wrap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a store reads from its engine, key by key, through the read cache that it shares. Run by the task's worker.
 *
 * <p>A key that is read and then changed is not read from the engine again soon, and to cache it costs more than to read it. So what was
 * read last is kept here, and goes into the cache when the next key is read, unless it has been changed by then.
 */
final class EngineReads {

    private static final byte[] NOTHING = new byte[0];

    private final Backing backing;
    private final ReadCache cache;
    private long store;

    /** The key that was read last, unless it was changed since, with what the engine had. Null: none. */
    private byte @Nullable [] lastKey;
    private int lastHash;
    private byte[] lastBytes = NOTHING;

    EngineReads(Backing backing, ReadCache cache) {
        this.backing = backing;
        this.cache = cache;
        this.store = cache.newStore();
    }

    /** What the engine has of the key, or null. */
    byte @Nullable [] get(byte[] key, int offset, int length, int hash) {
        if (!backing.mayHold(key, offset, length)) {
            return null;
        }
        byte[] own = Arrays.copyOfRange(key, offset, offset + length);
        boolean again = lastKey != null && Arrays.equals(lastKey, own);
        byte[] known = again ? lastBytes : cache.get(store, own, hash);
        if (known == null) {
            byte[] bytes = backing.get(own, 0, length);
            known = bytes == null ? ReadCache.ABSENT : bytes;
            cacheLast();
            lastKey = own;
            lastHash = hash;
            lastBytes = known;
        }
        return known == ReadCache.ABSENT ? null : known;
    }

    private void cacheLast() {
        byte[] key = lastKey;
        if (key != null) {
            cache.put(store, key, lastHash, lastBytes);
        }
    }

    /** The key is changed above the engine. */
    void changed(byte[] key) {
        if (lastKey != null && Arrays.equals(lastKey, key)) {
            lastKey = null;
        }
    }

    /** The engine has just taken this value, or has the key deleted. */
    void written(byte[] key, int hash, byte @Nullable [] value) {
        cache.written(store, key, hash, value);
    }

    /** The engine was changed past the store: nothing that was read counts. */
    void forget() {
        store = cache.newStore();
        lastKey = null;
    }
}
