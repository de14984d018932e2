package dev.tidemark.state.wrap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Values as the engines have them, of all stores of a process, up to a number of bytes; shared by its workers, safe from any
 * thread. Never holds what an overlay has and an engine has not, so that it may forget anything at any time. That a key is
 * absent is remembered too.
 */
public final class ReadCache {

    /** Stands for "the engine has no such key". */
    static final byte[] ABSENT = new byte[0];

    private static final int ENTRY_OVERHEAD = 120;

    private final Cache<Key, byte[]> cache;
    private final AtomicLong stores = new AtomicLong();

    private static final class Key {
        private final long store;
        private final byte[] bytes;
        private final int hash;

        Key(long store, byte[] bytes, int hash) {
            this.store = store;
            this.bytes = bytes;
            this.hash = hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that && hash == that.hash && store == that.store
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return hash + 31 * Long.hashCode(store);
        }
    }

    /** @param bytesMax of keys and values, with what an entry costs beside them */
    public ReadCache(long bytesMax) {
        this.cache = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .weigher((Key key, byte[] value) -> ENTRY_OVERHEAD + key.bytes.length + value.length)
                .executor(Runnable::run)
                .build();
    }

    /** A number for a store that is opened: what another of the same name had is never found under it. */
    public long newStore() {
        return stores.incrementAndGet();
    }

    byte @Nullable [] get(long store, byte[] key, int hash) {
        return cache.getIfPresent(new Key(store, key, hash));
    }

    void put(long store, byte[] key, int hash, byte[] value) {
        cache.put(new Key(store, key, hash), value);
    }

    /** The engine has just taken this value: what is cached follows, what is not stays so. */
    void written(long store, byte[] key, int hash, byte @Nullable [] value) {
        Key cacheKey = new Key(store, key, hash);
        if (cache.asMap().containsKey(cacheKey)) {
            cache.put(cacheKey, value == null ? ABSENT : value);
        }
    }
}
