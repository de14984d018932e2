package dev.tidemark.state.wrap;

import org.jspecify.annotations.Nullable;

/** What one key was changed to in a layer. Run by the task's worker. */
final class OverlayEntry<V> {

    /** Objects and headers of an entry on a 64-bit heap, roughly; a live object and its bytes count apart. */
    private static final int OVERHEAD = 128;

    final byte[] key;
    final int hash;

    /** The object, if {@link #liveSince} is the store's present generation. In the active layer null means deleted. */
    @Nullable
    V live;
    int liveSince;

    /** The object as it was when its interval was sealed; in sealed and committed layers null means deleted. */
    byte @Nullable [] bytes;

    /** About what the object holds as long as nobody has written its bytes down. */
    int expectedBytes;

    OverlayEntry(byte[] key, int hash) {
        this.key = key;
        this.hash = hash;
    }

    /** @param copies how many there are of a value that was written down: its bytes, and its object if that is kept */
    long heldBytes(int copies) {
        return OVERHEAD + key.length + (bytes == null ? expectedBytes : (long) copies * bytes.length);
    }
}
