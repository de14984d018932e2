package dev.tidemark.state.store;

import java.nio.ByteBuffer;

/** The bytes of a key buffer as a slice of an array: its own, or a reused copy. Run by the task's worker. */
final class KeyBytes {

    private byte[] copied = new byte[64];
    private byte[] array = copied;
    private int offset;
    private int length;

    KeyBytes of(ByteBuffer key) {
        length = key.remaining();
        if (key.hasArray()) {
            array = key.array();
            offset = key.arrayOffset() + key.position();
        } else {
            if (copied.length < length) {
                copied = new byte[2 * length];
            }
            key.get(key.position(), copied, 0, length);
            array = copied;
            offset = 0;
        }
        return this;
    }

    byte[] array() {
        return array;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }
}
