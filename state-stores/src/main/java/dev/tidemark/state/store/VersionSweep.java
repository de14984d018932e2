package dev.tidemark.state.store;

import dev.tidemark.state.wrap.LayeredStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which versions nobody can ask for any more: those that another followed before the history began, and deletions from before it
 * that have nothing left to hide. Run by the task's worker.
 */
final class VersionSweep implements Sweep.Rule {

    private final LayeredStore<? extends Version<?>> layers;
    private final VersionKeys keys;
    private final Expiry expiry;
    /** The key's version that was valid when the history began, if the walk has come past one: what is older has been followed. */
    private byte @Nullable [] validAtBegin;

    VersionSweep(LayeredStore<? extends Version<?>> layers, VersionKeys keys, Expiry expiry) {
        this.layers = layers;
        this.keys = keys;
        this.expiry = expiry;
    }

    @Override
    public void begin() {
        validAtBegin = null;
    }

    @Override
    public boolean suspect(byte[] key, byte[] value) {
        if (VersionKeys.validFromOf(key) > expiry.beforeMs()) {
            return false;
        }
        byte[] begin = validAtBegin;
        if (begin != null && VersionKeys.sameKey(begin, key)) {
            return true;
        }
        validAtBegin = key;
        return isDeletion(key, value);
    }

    /** One as old as the history still shows in it. */
    private boolean isDeletion(byte[] key, byte[] value) {
        return value.length > 0 && value[0] == VersionKeys.DELETED
                && VersionKeys.validFromOf(key) < expiry.beforeMs();
    }

    /**
     * From the last to the first, that is of each key the oldest first. The walk can lose a key's thread where a longer key stands
     * between its versions; it then takes one version too many for the one that was valid, and leaves it.
     */
    @Override
    public void remove(List<byte[]> suspects) {
        for (int i = suspects.size() - 1; i >= 0; i--) {
            byte[] key = suspects.get(i);
            Version<?> version = layers.get(key, 0, key.length); // the engine may be behind
            if (version != null && (followed(key) || (version.value() == null && nothingBefore(key)))) {
                layers.remove(key, 0, key.length);
            }
        }
    }

    /** Whether another version of the key is valid when the history begins, or was before. */
    private boolean followed(byte[] key) {
        long validFromMs = VersionKeys.validFromOf(key);
        return validFromMs < expiry.beforeMs() && any(key, expiry.beforeMs(), validFromMs + 1);
    }

    private boolean nothingBefore(byte[] key) {
        long validFromMs = VersionKeys.validFromOf(key);
        return validFromMs == Long.MIN_VALUE || !any(key, validFromMs - 1, Long.MIN_VALUE);
    }

    private boolean any(byte[] key, long latestMs, long earliestMs) {
        boolean[] found = {false};
        layers.scan(keys.back(key, 0, key.length - VersionKeys.TIME_SIZE, latestMs, earliestMs), (other, version) -> {
            found[0] = VersionKeys.sameKey(key, other);
            return !found[0];
        });
        return found[0];
    }
}
