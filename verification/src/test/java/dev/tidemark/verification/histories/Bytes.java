package dev.tidemark.verification.histories;

import java.nio.ByteBuffer;

/** Keys and values of a history as bytes on the wire. */
final class Bytes {

    private Bytes() {}

    static byte[] of(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }
}
