package dev.tidemark.state.wrap;

import org.jspecify.annotations.Nullable;

/**
 * What the layers of a store have changed of one key: one entry for all of them, so that a key is looked for once and is kept once. Run by the task's
 * worker.
 */
final class OverlayEntry<V> {

    /** Objects and headers of a change on a 64-bit heap, roughly; a live object and its bytes count apart. */
    private static final int OVERHEAD = 128;

    private static final int ACTIVE = 1;
    private static final int SEALED = 2;
    private static final int COMMITTED = 4;
    private static final int LEAVING = 8;

    final byte[] key;
    final int hash;

    /** The object, if {@link #liveSince} is the store's present generation. In the active layer null means deleted. */
    @Nullable
    V live;
    int liveSince;

    /** About what the object holds as long as nobody has written its bytes down. */
    int expectedBytes;

    private int layers;
    // The object as it was when its interval was sealed; null where the layer has none, or has the key deleted.
    private byte @Nullable [] sealed;
    private byte @Nullable [] committed;
    private byte @Nullable [] leaving;

    OverlayEntry(byte[] key, int hash) {
        this.key = key;
        this.hash = hash;
    }

    /** Whether no layer has the key any more: it is as the engine has it. */
    boolean unchanged() {
        return layers == 0;
    }

    boolean isActive() {
        return (layers & ACTIVE) != 0;
    }

    boolean isSealed() {
        return (layers & SEALED) != 0;
    }

    boolean isCommitted() {
        return (layers & COMMITTED) != 0;
    }

    /** Whether the topmost layer that has the key has it deleted. */
    boolean deleted() {
        return isActive() ? live == null : bytes() == null;
    }

    /** What the topmost layer beneath the active one has, null if it has the key deleted. */
    byte @Nullable [] bytes() {
        return isSealed() ? sealed : isCommitted() ? committed : leaving;
    }

    byte @Nullable [] sealedBytes() {
        return sealed;
    }

    byte @Nullable [] committedBytes() {
        return committed;
    }

    byte @Nullable [] leavingBytes() {
        return leaving;
    }

    /** The active layer has the key from now on. */
    void activate() {
        layers |= ACTIVE;
    }

    /** The active layer has it no more. */
    void drop() {
        layers &= ~ACTIVE;
        live = null;
    }

    /** From the active layer to the sealed one, as these bytes; null: deleted. */
    void seal(byte @Nullable [] bytes) {
        layers = (layers & ~ACTIVE) | SEALED;
        sealed = bytes;
        expectedBytes = 0;
    }

    /** The sealed layer has it no more. */
    void unseal() {
        layers &= ~SEALED;
        sealed = null;
    }

    /** From the sealed layer to the committed one, over what that had. */
    void commit() {
        layers = (layers & ~SEALED) | COMMITTED;
        committed = sealed;
        sealed = null;
    }

    /** The committed layer has it no more. */
    void uncommit() {
        layers &= ~COMMITTED;
        committed = null;
    }

    /** From the committed layer to the leaving one. */
    void leave() {
        layers = (layers & ~COMMITTED) | LEAVING;
        leaving = committed;
        committed = null;
    }

    /** The leaving layer has it no more. */
    void left() {
        layers &= ~LEAVING;
        leaving = null;
    }

    /** What the budget counts for the active layer's object. */
    long activeBytes() {
        return OVERHEAD + key.length + (long) expectedBytes;
    }

    /**
     * What it counts for bytes of a layer.
     *
     * @param copies how many there are of a value that was written down: its bytes, and its object if that is kept
     */
    long heldBytes(byte @Nullable [] bytes, int copies) {
        return OVERHEAD + key.length + (bytes == null ? 0 : (long) copies * bytes.length);
    }
}
