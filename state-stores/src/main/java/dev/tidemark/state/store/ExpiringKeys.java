package dev.tidemark.state.store;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.wrap.KeyForm;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a key-value store with a time to live. Run by the task's worker.
 *
 * <pre>
 *  in the engine and
 *  in the changelog   | 00 | key, any length |   ->   | last update int64, plain | value |
 *  in the changelog   an empty key: what was last updated before the value has expired
 * </pre>
 *
 * <p>The first byte keeps an empty key of the user's apart from the record that says what expired.
 */
final class ExpiringKeys implements KeyForm {

    private static final byte TAG = 0;
    private static final byte[] BEHIND_ALL = {TAG + 1};

    private byte[] composed = new byte[64];
    private int size;

    /** Composes the engine's key into {@link #composed}. */
    void compose(byte[] key, int offset, int length) {
        size = 1 + length;
        if (composed.length < size) {
            composed = new byte[2 * size];
        }
        composed[0] = TAG;
        System.arraycopy(key, offset, composed, 1, length);
    }

    byte[] composed() {
        return composed;
    }

    int size() {
        return size;
    }

    static KeyRange range(KeyRange ofUser) {
        byte[] to = ofUser.to();
        return KeyRange.of(tagged(ofUser.from()), to == null ? BEHIND_ALL : tagged(to));
    }

    private static byte[] tagged(byte[] key) {
        byte[] tagged = new byte[1 + key.length];
        tagged[0] = TAG;
        System.arraycopy(key, 0, tagged, 1, key.length);
        return tagged;
    }

    /** The user's key within an engine's. */
    static ByteBuffer keyOf(byte[] engineKey) {
        return ByteBuffer.wrap(engineKey, 1, engineKey.length - 1);
    }

    @Override
    public int changelogKeyOffset() {
        return 0;
    }

    /** That is for the values to say. */
    @Override
    public boolean expired(byte[] key) {
        return false;
    }

    @Override
    public byte @Nullable [] engineKey(byte[] changelogKey, byte @Nullable [] value) {
        boolean timed = value == null || value.length >= TimedValue.TIME_SIZE;
        return changelogKey[0] == TAG && timed ? changelogKey : null;
    }

    @Override
    public String notOurs() {
        return "it is no entry of a store with a time to live; a store that gets one, or no longer has one, needs another name";
    }
}
